import Essentials
import SMPPCodec
import Testing

@testable import SMPPSession

/// Random histories of two sessions that talk to each other.
@Suite struct SessionHistoryTests {
    @Test(arguments: 0..<20)
    func `every request ends once, none is handled twice, every session ends`(
        block: UInt64
    ) {
        for seed in block * 15..<(block + 1) * 15 {
            var pair = SimulatedPair(seed: seed)
            let hasEnded = pair.run()
            #expect(hasEnded, "seed \(seed) hangs after \(pair.steps) steps")
            judge(pair.client, by: pair.server, seed)
            judge(pair.server, by: pair.client, seed)
        }
    }

    private func judge(_ end: SimulatedEnd, by peer: SimulatedEnd, _ seed: UInt64) {
        #expect(end.faults.isEmpty, "seed \(seed): \(end.faults.prefix(3))")
        #expect(end.handled.values.allSatisfy { $0 == 1 }, "seed \(seed): handled twice")
        guard !end.isCrashed else { return }
        #expect(end.closes.count == 1, "seed \(seed): \(end.role) closes \(end.closes)")
        #expect(end.outstanding.isEmpty, "seed \(seed): \(end.role) has \(end.outstanding)")
        for (token, fate) in end.fates {
            guard case .answered(.ok) = fate else { continue }
            let text = SimulatedEnd.text(end.role, token)
            #expect(peer.accepted.contains(text), "seed \(seed): \(text) accepted by nobody")
        }
    }

    @Test(arguments: 0..<10)
    func `without accidents every request is answered`(block: UInt64) {
        for seed in block * 10..<(block + 1) * 10 {
            var pair = SimulatedPair(seed: seed, isCalm: true)
            let hasEnded = pair.run()
            #expect(hasEnded, "seed \(seed) hangs after \(pair.steps) steps")
            for (end, peer) in [(pair.client, pair.server), (pair.server, pair.client)] {
                judge(end, by: peer, seed)
                #expect(end.toSend == 0, "seed \(seed): \(end.role) keeps \(end.toSend)")
                #expect(end.lostCount == 0, "seed \(seed): \(end.role) loses")
            }
            #expect(pair.client.closes == [.unbound], "seed \(seed)")
            #expect(pair.server.closes == [.peerUnbound], "seed \(seed)")
        }
    }

    @Test func `the histories meet every way to end`() {
        var reasons: Set<CloseReason> = []
        var losses: Set<LossReason> = []
        var answered = 0
        for seed in UInt64(0)..<150 {
            var pair = SimulatedPair(seed: seed)
            _ = pair.run()
            for end in [pair.client, pair.server] {
                reasons.formUnion(end.closes)
                for fate in end.fates.values {
                    if case .lost(let reason) = fate {
                        losses.insert(reason)
                    } else {
                        answered += 1
                    }
                }
            }
        }
        #expect(
            reasons.isSuperset(of: [
                .bindTimedOut, .bindRefused(.invalidPassword), .peerUnbound, .unbound, .inactive,
                .unbindTimedOut, .silent, .connectionLost,
            ])
        )
        #expect(losses == [.timedOut, .sessionEnded])
        #expect(answered > 5000)
    }
}
