import Essentials
import TestSupport
import Testing

/// `kill -9` of the server and of the SMSC at random, with answers lost and receipts doubled, late
/// and before the answer.
@Suite(.timeLimit(.minutes(10)))
struct SMPPCarrierCrashTests {
    @Test(arguments: TestStore.allCases)
    func `nothing accepted is lost and nothing is handed over twice`(
        store: TestStore
    ) async throws {
        let server = try await RunningServer(on: store, options: ["--in-doubt-after", "12"])
        let smsc = try await RunningSMSC(
            "--lost-answers",
            "5",
            "--doubled-receipts",
            "20",
            "--late-receipts",
            "20",
            "--early-receipts",
            "20",
            "--jitter",
            "30"
        )
        let tenant = try await Tenant(on: server)
        try await smsc.join(server, as: "op", "responseTimeout=2", "window=20", "binds=2")
        try await server.command("route", "add", "--carrier", "op")
        var generator = SeededGenerator(seed: 7)
        var accepted: [(id: String, recipient: String)] = []
        for number in 0..<400 {
            let recipient = "346001\(String(number + 10_000).suffix(5))"
            if let id = try? await tenant.sendOne(to: "+" + recipient) {
                accepted.append((id, recipient))
            }
            switch Int.random(in: 0..<60, using: &generator) {
            case 0:
                try await server.kill()
                try await server.start()
            case 1:
                try await smsc.kill()
                try await smsc.start()
            default: break
            }
        }
        #expect(accepted.count > 300)
        var statuses: [String: String] = [:]
        try await waitUntil(within: .seconds(120)) {
            for message in accepted
            where !["delivered", "unknown"].contains(statuses[message.id] ?? "") {
                statuses[message.id] = try await tenant.status(of: message.id)
                guard ["delivered", "unknown"].contains(statuses[message.id] ?? "") else {
                    return false
                }
            }
            return true
        }
        let taken = try smsc.recipients()
        #expect(Set(taken).count == taken.count, "a message was handed over twice")
        // What the SMSC took is delivered, also where its answer was lost: receipts echo enough.
        for message in accepted {
            let wasTaken = taken.contains(message.recipient)
            #expect(statuses[message.id] == (wasTaken ? "delivered" : "unknown"))
        }
        #expect(try await server.run(["doctor"]).status == 0)
        _ = try await server.stop()
        try await smsc.kill()
    }
}
