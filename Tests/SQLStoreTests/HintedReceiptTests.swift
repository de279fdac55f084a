import AccountsModel
import Database
import Essentials
import MessagingModel
import TestSupport
import Testing

@testable import SQLStore

/// Hand-offs in doubt at an SMSC, which echoes 16 bits of our name and the recipient.
@Suite struct HintedReceiptTests {
    @Test(arguments: TestStore.allCases, [true, false])
    func `a hint resolves a hand-off in doubt, before and after`(
        kind: TestStore,
        isEarly: Bool
    ) async throws {
        try await PipelineWorld.with(kind) { world in
            let key = try await world.handedOver()
            let receipt = world.report("x", hint: world.hint(key))
            if isEarly { try await world.apply([receipt]) }
            try await world.apply([.doubt(.init(key, at: world.now))])
            if !isEarly { try await world.apply([receipt, receipt]) }
            #expect(try await world.statuses([key]) == [.delivered])
            #expect(try await world.queuedStatuses() == ["sent", "delivered"])
            #expect(try await world.depths() == [0, 0, 0, 0, 0])
            #expect(try await world.problems().isEmpty)
        }
    }

    @Test(arguments: TestStore.allCases)
    func `steps of a life count when a hint resolves the doubt`(kind: TestStore) async throws {
        try await PipelineWorld.with(kind) { world in
            let key = try await world.handedOver()
            try await world.apply([.doubt(.init(key, at: world.now))])
            try await world.apply([
                world.report("x", .buffered, hint: world.hint(key)),
                world.report("x", hint: world.hint(key)),
            ])
            #expect(try await world.statuses([key]) == [.delivered])
            #expect(try await world.queuedStatuses() == ["sent", "buffered", "delivered"])
        }
    }

    @Test(arguments: TestStore.allCases)
    func `a hint that fits no message's number or recipient resolves nothing`(
        kind: TestStore
    ) async throws {
        try await PipelineWorld.with(kind) { world in
            let key = try await world.handedOver()
            try await world.apply([.doubt(.init(key, at: world.now))])
            let right = world.hint(key)
            let elsewhere = ReceiptHint(
                shortReference: right.shortReference,
                destination: right.destination + 1,
                isForWholeMessage: true
            )
            let other = ReceiptHint(
                shortReference: right.shortReference &+ 1,
                destination: right.destination,
                isForWholeMessage: true
            )
            try await world.apply([
                world.report("x", hint: elsewhere), world.report("y", hint: other),
                world.report("z"),
            ])
            #expect(try await world.depths() == [0, 0, 0, 1, 0])
        }
    }

    @Test(arguments: TestStore.allCases)
    func `nobody guesses when two hand-offs fit a hint`(kind: TestStore) async throws {
        try await PipelineWorld.with(kind) { world in
            let (first, second) = try await world.twins()
            try await world.apply([.doubt(.init(first, at: world.now))])
            try await world.apply([world.report("x", hint: world.hint(first))])
            #expect(try await world.depths() == [0, 0, 1, 1, 0])
            // The other one's answer says whose the receipt is not.
            try await world.apply([world.answered(second, ["y"])])
            try await world.apply([world.report("x", hint: world.hint(first))])
            #expect(try await world.statuses([first, second]) == [.delivered, .sent])
        }
    }

    @Test(arguments: TestStore.allCases)
    func `a doubt about parts ends when all of them are proven`(kind: TestStore) async throws {
        try await PipelineWorld.with(kind) { world in
            let key = try await world.handedOver(parts: 2)
            try await world.apply([.doubt(.init(key, at: world.now))])
            let hint = world.hint(key, isWhole: false)
            try await world.apply([world.report("x", hint: hint), world.report("x", hint: hint)])
            #expect(try await world.depths() == [0, 0, 0, 1, 0])
            try await world.apply([.doubt(.init(key, at: world.now))])
            #expect(try await world.depths() == [0, 0, 0, 1, 0])
            try await world.apply([world.report("y", hint: hint)])
            #expect(try await world.statuses([key]) == [.delivered])
            #expect(try await world.depths() == [0, 0, 0, 0, 0])
            #expect(try await world.problems().isEmpty)
        }
    }

    @Test(arguments: [
        PipelineTransaction.hintedHandOffs, PipelineTransaction.namelessHandOff,
    ])
    func `no receipt looks at the hand-offs that it is not about`(sql: String) async throws {
        try await PipelineWorld.with(.sqlite) { world in
            let arguments = [SQLValue.text("operator"), .integer(1), .integer(34_600_000_000)]
            let placesCount = (1...3).count { sql.contains("$\($0)") }
            let plan = try await world.fixture.store.database.read { reader in
                try reader.query("EXPLAIN QUERY PLAN " + sql, Array(arguments.prefix(placesCount)))
                    .map { try $0.text(3) }
            }
            let steps = plan.joined(separator: "; ")
            #expect(!steps.contains("SCAN"), "\(steps)")
            #expect(steps.contains("INDEX hand_off_short_reference"), "\(steps)")
        }
    }

    @Test(arguments: TestStore.allCases)
    func `each receipt finds its own among hundreds of hand-offs in doubt`(
        kind: TestStore
    ) async throws {
        try await PipelineWorld.with(kind) { world in
            let keys = try await world.accept(300)
            try await world.apply(
                keys.map {
                    .handOff(.init($0, carrier: PipelineWorld.carrier, attempt: 1, at: world.now))
                }
            )
            try await world.apply(keys.map { .doubt(.init($0, at: world.now)) })
            // Two of them may share 16 bits; nobody guesses whose receipts those are.
            let sharing = Dictionary(grouping: keys, by: \.shortReference)
            let alone = keys.filter { sharing[$0.shortReference]?.count == 1 }
            let unknown = (0..<300).map { world.report("unknown \($0)") }
            let known = keys.enumerated().map { place, key in
                world.report("known \(place)", hint: world.hint(key))
            }
            try await world.apply(unknown + known)
            #expect(try await world.statuses(alone).allSatisfy { $0 == .delivered })
            #expect(try await world.depths() == [0, 0, 0, keys.count - alone.count, 0])
        }
    }

    @Test(arguments: TestStore.allCases)
    func `receipts that nobody can await are not kept`(kind: TestStore) async throws {
        try await PipelineWorld.with(kind) { world in
            let key = try await world.taken(["a"])
            try await world.apply([world.report("a"), world.report("a"), world.report("b")])
            #expect(try await world.statuses([key]) == [.delivered])
            let findings = try await world.fixture.store.diagnosis.findings()
            #expect(findings.allSatisfy { $0.check == "routes" })
        }
    }
}

extension PipelineWorld {
    /// Two handed over messages to one handset that share their short reference.
    fileprivate func twins() async throws -> (MessageKey, MessageKey) {
        let id = fixture.ids.next()
        let keys = try await accept([id, ObjectID(high: id.high, low: id.low &+ 1)])
        try await apply(
            keys.map { .handOff(.init($0, carrier: Self.carrier, attempt: 1, at: now)) }
        )
        return (keys[0], keys[1])
    }
}
