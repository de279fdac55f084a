import AccountsModel
import Essentials
import MessagingModel
import SQLStore
import TestSupport
import Testing

/// Messages from handsets over a carrier that does not know what they answer.
@Suite struct InboundStoreTests {
    @Test(arguments: TestStore.allCases)
    func `who has the number gets the message`(kind: TestStore) async throws {
        try await PipelineWorld.with(kind) { world in
            let store = world.fixture.store
            try await store.inbound.assign(
                InboundNumber(number: "34911222333", token: world.token.id),
                audit: world.fixture.audit()
            )
            #expect(try await store.inbound.inboundNumbers().map(\.number) == ["34911222333"])
            try await world.apply([world.inbound("Hola", to: "+34911222333")])
            #expect(try await world.queuedStatuses() == ["inbound"])
            try await store.inbound.removeInboundNumber("34911222333", audit: world.fixture.audit())
            #expect(try await store.inbound.inboundNumbers().isEmpty)
            await #expect(throws: ServiceError.self) {
                try await store.inbound.removeInboundNumber(
                    "34911222333",
                    audit: world.fixture.audit()
                )
            }
        }
    }

    @Test(arguments: TestStore.allCases)
    func `else the one that last wrote to the handset from there`(kind: TestStore) async throws {
        try await PipelineWorld.with(kind) { world in
            _ = try await world.taken(["a"], sender: "+34911222333")
            let latest = try await world.taken(["b"], sender: "34911222333")
            let effects = try await world.apply([world.inbound("Hola", to: "34911222333")])
            #expect(effects[0].notifications.map(\.subject) == [latest.id])
            #expect(effects[0].notifications.map(\.inbound?.clientID) == ["client"])
        }
    }

    @Test(
        arguments: TestStore.allCases,
        [
            // A message that was sent to a former spelling, and one to today's.
            (5_215_512_345_678, 525_512_345_678), (525_512_345_678, 5_215_512_345_678),
            (5_491_123_456_789, 541_123_456_789), (541_123_456_789, 5_491_123_456_789),
            (5_511_981_234_567, 551_181_234_567),
        ] as [(UInt64, UInt64)]
    )
    func `a phone whose number has several spellings is one`(
        kind: TestStore,
        numbers: (sent: UInt64, reply: UInt64)
    ) async throws {
        try await PipelineWorld.with(kind) { world in
            let key = try await world.accept(
                world.message(sender: "34911222333", destination: numbers.sent)
            )
            try await world.apply([
                .handOff(.init(key, carrier: PipelineWorld.carrier, attempt: 1, at: world.now))
            ])
            try await world.apply([world.answered(key, ["a"])])
            let effects = try await world.apply([
                world.inbound("Hola", from: .phone(numbers.reply), to: "34911222333")
            ])
            #expect(effects[0].notifications.map(\.subject) == [key.id])
        }
    }

    @Test(arguments: TestStore.allCases)
    func `a short code is kept as the carrier wrote it`(kind: TestStore) async throws {
        try await PipelineWorld.with(kind) { world in
            try await world.apply([
                world.inbound("eins", from: .other("24712"), to: "9")
            ])
            let unclaimed = try await world.fixture.store.inbound.unclaimedInbound(limit: 10)
            #expect(unclaimed.map(\.origin.text) == ["24712"])
            try await world.fixture.store.inbound.assign(
                InboundNumber(number: "34911222333", token: world.token.id),
                audit: world.fixture.audit()
            )
            let effects = try await world.apply([
                world.inbound(
                    "zwei",
                    from: .other("0600000001"),
                    to: "34911222333",
                    reference: "2"
                )
            ])
            #expect(effects[0].notifications.map(\.inbound?.from) == ["0600000001"])
        }
    }

    @Test(arguments: TestStore.allCases)
    func `else nobody, and it is listed`(kind: TestStore) async throws {
        try await PipelineWorld.with(kind) { world in
            let store = world.fixture.store
            _ = try await world.taken(["a"], sender: "Acme")
            _ = try await world.taken(["b"], sender: "34911222333")
            world.fixture.clock.advance(by: .seconds(8 * 24 * 3600))
            let effects = try await world.apply([
                world.inbound("eins", to: "Acme", reference: "1"),
                world.inbound("zwei", to: "34911222333", reference: "2"),
            ])
            #expect(effects.flatMap(\.notifications).isEmpty)
            #expect(try await store.inbound.unclaimedInboundCount() == 2)
            let unclaimed = try await store.inbound.unclaimedInbound(limit: 10)
            #expect(Set(unclaimed.map(\.text)) == ["eins", "zwei"])
            // Old conversations are forgotten, piece by piece.
            _ = try await world.pipeline.tidy(at: world.now)
        }
    }

    @Test(arguments: TestStore.allCases)
    func `parts in any order and doubled make one text, also after a restart`(
        kind: TestStore
    ) async throws {
        try await PipelineWorld.with(kind) { world in
            _ = try await world.taken(["a"], sender: "34911222333")
            // The second unit of the face is in the second part.
            let units = Array("Hello 😀 world".utf16)
            let pieces = [units[..<7], units[7..<9], units[9...]]
            let parts = pieces.enumerated().map { offset, piece in
                InboundPart(reference: 7, index: offset + 1, count: 3, units: Array(piece))
            }
            for (name, index) in [("x", 2), ("y", 0), ("z", 0)] {
                let change = world.inbound(
                    "?",
                    to: "34911222333",
                    reference: name,
                    part: parts[index]
                )
                #expect(try await world.apply([change])[0].notifications.isEmpty)
            }
            let last = world.inbound("?", to: "34911222333", reference: "w", part: parts[1])
            let effects = try await world.apply([last])
            #expect(effects[0].notifications.map(\.inbound?.text) == ["Hello 😀 world"])
        }
    }

    @Test(arguments: TestStore.allCases)
    func `what came in is read and listed among what was sent, in the project alone`(
        kind: TestStore
    ) async throws {
        try await PipelineWorld.with(kind) { world in
            let project = world.token.project
            let asked = try await world.taken(["a"], sender: "34911222333")
            world.fixture.clock.advance(by: .seconds(1))
            try await world.apply([world.inbound("Hola", to: "34911222333", reference: "1")])
            world.fixture.clock.advance(by: .seconds(1))
            let later = try await world.accept(1)[0]
            try await world.apply([world.inbound("Nobody's", to: "Acme", reference: "2")])
            let all = try await world.messages.stored(in: [project], offset: 0, limit: 10)
            #expect(all.map(\.sent?.key) == [later, nil, asked])
            guard case .received(let inbound) = all[1] else {
                Issue.record("\(all[1])")
                return
            }
            #expect(inbound.text == "Hola")
            #expect(inbound.status == "inbound")
            #expect(inbound.answering == asked.id)
            for (offset, limit, expected) in [(0, 1, [later]), (1, 1, [nil]), (2, 5, [asked])] {
                let page = try await world.messages.stored(
                    in: [project],
                    offset: offset,
                    limit: limit
                )
                #expect(page.map(\.sent?.key) == expected)
            }
            let read = try await world.messages.stored(inbound.id, in: [project])
            guard case .received(inbound) = read else {
                Issue.record("\(String(describing: read))")
                return
            }
            let other = ProjectID(project.number + 1)
            #expect(try await world.messages.stored(inbound.id, in: [other]) == nil)
            #expect(try await world.messages.message(inbound.id, in: [project]) == nil)
        }
    }

    @Test(arguments: TestStore.allCases)
    func `a number that a handset uses again begins a new text`(kind: TestStore) async throws {
        try await PipelineWorld.with(kind) { world in
            func part(_ index: Int, _ text: String) -> PipelineChange {
                world.inbound(
                    text,
                    to: "Acme",
                    reference: text,
                    part: InboundPart(
                        reference: 1,
                        index: index,
                        count: 2,
                        units: Array(text.utf16)
                    )
                )
            }
            try await world.apply([part(1, "old "), part(1, "new "), part(2, "text")])
            let texts = try await world.fixture.store.inbound.unclaimedInbound(limit: 9).map(\.text)
            #expect(Set(texts) == ["new text", "old […]"])
        }
    }

    @Test(arguments: TestStore.allCases)
    func `a text whose parts stay away is told with gaps, a day later`(
        kind: TestStore
    ) async throws {
        try await PipelineWorld.with(kind) { world in
            _ = try await world.taken(["a"], sender: "34911222333")
            func part(
                _ index: Int,
                of count: Int,
                _ text: String,
                _ number: UInt16
            )
                -> PipelineChange
            {
                world.inbound(
                    text,
                    to: "34911222333",
                    reference: text,
                    part: InboundPart(
                        reference: number,
                        index: index,
                        count: count,
                        units: Array(text.utf16)
                    )
                )
            }
            try await world.apply([part(2, of: 4, "two", 1), part(3, of: 2, "never", 9)])
            try await world.apply([part(1, of: 3, "one", 2), part(2, of: 3, "two.", 2)])
            #expect(try await world.pipeline.tidy(at: world.now).isEmpty)
            world.fixture.clock.advance(by: .seconds(24 * 3600))
            let told = try await world.pipeline.tidy(at: world.now)
            let texts = Set(told.compactMap(\.inbound?.text))
            #expect(texts.isSuperset(of: ["[…]two[…]", "onetwo.[…]"]))
            let queued = try await world.queued(.webhook).filter { $0.inbound != nil }
            #expect(queued.map(\.id) == told.map(\.id).sorted())
            #expect(try await world.pipeline.tidy(at: world.now).isEmpty)
        }
    }

    @Test(arguments: TestStore.allCases)
    func `what is no phone writes to a number too, also in parts`(kind: TestStore) async throws {
        try await PipelineWorld.with(kind) { world in
            let store = world.fixture.store
            try await store.inbound.assign(
                InboundNumber(number: "911", token: world.token.id),
                audit: world.fixture.audit()
            )
            func message(
                _ origin: InboundOrigin,
                _ name: String,
                part: InboundPart? = nil
            )
                -> PipelineChange
            {
                .inbound(
                    .init(
                        InboundMessage(
                            reference: name,
                            origin: origin,
                            recipient: "911",
                            text: "00FF",
                            isBinary: true,
                            answering: nil,
                            part: part,
                            at: world.now
                        ),
                        carrier: PipelineWorld.carrier,
                        status: "inbound"
                    )
                )
            }
            for (index, origin) in [
                InboundOrigin.phone(34_600_000_000), .other("Vodafone"), .other("24712"),
                .other(""), .other("+1234567890123456"),
            ].enumerated() {
                let effects = try await world.apply([message(origin, "\(index)")])
                #expect(effects[0].notifications.map(\.inbound?.from) == [origin.text])
                #expect(effects[0].notifications.map(\.inbound?.isBinary) == [true])
                let id = try #require(effects[0].notifications.first?.subject)
                let read = try await world.messages.stored(id, in: [world.token.project])
                guard case .received(let inbound) = read else {
                    Issue.record("not stored")
                    continue
                }
                #expect(inbound.origin == origin)
                #expect(inbound.isBinary)
            }
            let stored = try await world.queued(.webhook)
            #expect(stored.count == 5 && stored.allSatisfy { $0.inbound?.isBinary == true })
            // Two names with one reference are two texts.
            for (name, text) in [("Vodafone", "A"), ("Orange", "B")] {
                let part = InboundPart(reference: 1, index: 1, count: 2, units: Array(text.utf16))
                try await world.apply([message(.other(name), "p\(name)", part: part)])
            }
            let last = InboundPart(reference: 1, index: 2, count: 2, units: Array("!".utf16))
            let effects = try await world.apply([message(.other("Orange"), "last", part: last)])
            #expect(effects[0].notifications.map(\.inbound?.text) == ["B!"])
        }
    }
}
