import Essentials

/// A list of candidates shared by messages; it chooses the carrier of the next one.
struct CandidateGroup: Sendable {
    let candidates: [Candidate]
    /// The credit of each candidate (smooth weighted round robin).
    private var credits: [Int64]

    init(_ candidates: [Candidate]) {
        self.candidates = candidates
        credits = Array(repeating: 0, count: candidates.count)
    }

    /// Takes room at a carrier of the best rank that has an available carrier.
    ///
    /// While all its carriers are busy the group waits; the next rank is used only if all are down.
    mutating func choose(_ gates: inout [CarrierGate], at now: Timestamp) -> UInt8? {
        guard let range = activeRank(gates) else { return nil }
        if range.count == 1 {
            let carrier = candidates[range.lowerBound].carrier
            return gates[Int(carrier)].take(at: now) ? carrier : nil
        }
        var refused: UInt64 = 0
        while let best = mostCredited(in: range, except: refused, gates: gates) {
            let carrier = candidates[best].carrier
            guard gates[Int(carrier)].take(at: now) else {
                refused |= 1 << UInt64(carrier)
                continue
            }
            var total: Int64 = 0
            for index in range where isOpen(index, except: refused, gates: gates) {
                credits[index] += Int64(candidates[index].weight)
                total += Int64(candidates[index].weight)
            }
            credits[best] -= total
            return carrier
        }
        return nil
    }

    /// When one of its carriers may have room without another answer.
    func nextPlace(_ gates: inout [CarrierGate], after now: Timestamp) -> Timestamp? {
        guard let range = activeRank(gates) else { return nil }
        var earliest: Timestamp?
        for index in range {
            let carrier = Int(candidates[index].carrier)
            guard gates[carrier].isAvailable,
                let place = gates[carrier].nextPlace(after: now)
            else { continue }
            earliest = min(earliest ?? place, place)
        }
        return earliest
    }

    /// The candidates of the best rank that has an available carrier.
    private func activeRank(_ gates: [CarrierGate]) -> Range<Int>? {
        guard
            let first = candidates.firstIndex(where: { gates[Int($0.carrier)].isAvailable })
        else { return nil }
        let rank = candidates[first].rank
        var end = first + 1
        while end < candidates.count, candidates[end].rank == rank { end += 1 }
        return first..<end
    }

    private func mostCredited(
        in range: Range<Int>,
        except refused: UInt64,
        gates: [CarrierGate]
    ) -> Int? {
        var best: Int?
        var most = Int64.min
        for index in range where isOpen(index, except: refused, gates: gates) {
            let value = credits[index] + Int64(candidates[index].weight)
            if value > most {
                most = value
                best = index
            }
        }
        return best
    }

    private func isOpen(_ index: Int, except refused: UInt64, gates: [CarrierGate]) -> Bool {
        let carrier = candidates[index].carrier
        return gates[Int(carrier)].isAvailable && refused & 1 << UInt64(carrier) == 0
    }
}
