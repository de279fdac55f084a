import Essentials

/// Chooses the carrier for the next of the messages that share a list of candidates.
struct Lane: Sendable {
    let candidates: [Candidate]
    /// What each candidate is owed in turns (smooth weighted round robin).
    private var owed: [Int64]

    init(_ candidates: [Candidate]) {
        self.candidates = candidates
        owed = Array(repeating: 0, count: candidates.count)
    }

    /// Takes room at a carrier of the best rank with an available carrier.
    ///
    /// While its carriers are all busy the lane waits; the next rank is for when they are all down.
    mutating func choose(_ gates: inout [CarrierGate], at now: Timestamp) -> UInt8? {
        guard let range = activeRank(gates) else { return nil }
        if range.count == 1 {
            let carrier = candidates[range.lowerBound].carrier
            return gates[Int(carrier)].take(at: now) ? carrier : nil
        }
        var refused: UInt64 = 0
        while let best = mostOwed(in: range, except: refused, gates: gates) {
            let carrier = candidates[best].carrier
            guard gates[Int(carrier)].take(at: now) else {
                refused |= 1 << UInt64(carrier)
                continue
            }
            var total: Int64 = 0
            for index in range where isOpen(index, except: refused, gates: gates) {
                owed[index] += Int64(candidates[index].weight)
                total += Int64(candidates[index].weight)
            }
            owed[best] -= total
            return carrier
        }
        return nil
    }

    /// When a carrier it waits for may have room without an answer.
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

    private func mostOwed(
        in range: Range<Int>,
        except refused: UInt64,
        gates: [CarrierGate]
    ) -> Int? {
        var best: Int?
        var most = Int64.min
        for index in range where isOpen(index, except: refused, gates: gates) {
            let value = owed[index] + Int64(candidates[index].weight)
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
