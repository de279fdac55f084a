import AccountsModel
import Essentials
import MessagingModel
import SQLStore
import TestSupport
import Testing

/// What the store does for messages that came over SMPP.
@Suite(.timeLimit(.minutes(2))) struct SMPPMessageTests {
    private static let kind = AddressKind(typeOfNumber: 1, numberingPlan: 1)

    private static func origin(
        _ reports: UInt8,
        _ part: MessagePart? = nil
    ) -> SMPPOrigin {
        SMPPOrigin(
            reports: ReportRequest(rawValue: reports),
            source: AddressKind(typeOfNumber: 5, numberingPlan: 0),
            destination: kind,
            part: part
        )
    }

    private static func piece(
        _ part: UInt8,
        of parts: UInt8 = 2,
        reference: UInt16 = 7
    ) -> SMPPOrigin {
        origin(
            1,
            MessagePart(
                place: PartPlace(reference: reference, partsCount: parts, part: part),
                header: [5, 0, 3, UInt8(reference & 0xFF), parts, part],
                payload: nil
            )
        )
    }

    @Test(arguments: TestStore.allCases)
    func `a message that came over SMPP is read as it was`(kind: TestStore) async throws {
        try await PipelineWorld.with(kind) { world in
            let part = MessagePart(
                place: nil,
                header: [3, 0x24, 1, 1],
                payload: [0x1B, 0x41]
            )
            for origin in [Self.origin(0x12), Self.piece(2), Self.origin(1, part)] {
                let message = world.message(smpp: origin)
                let key = try await world.accept(message)
                let found = try await world.messages.message(key.id, in: [key.project])
                #expect(found?.smpp == origin)
                let queued = try await world.pipeline.outbox(of: key.project, limit: 10).last
                #expect(queued?.submission.userDataHeader == origin.part?.header ?? [])
                #expect(queued?.submission.userDataPayload == origin.part?.payload)
            }
        }
    }

    @Test(arguments: TestStore.allCases)
    func `its reports go over SMPP and never to the callback`(kind: TestStore) async throws {
        try await PipelineWorld.with(kind) { world in
            let message = world.message(
                text: "Twenty characters and some more",
                smpp: Self.origin(0x11)
            )
            let key = try await world.accept(message)
            try await world.apply([world.handOff(key)])
            let sent = try await world.apply([world.sent(key, "r1")])
            let effects = try await world.apply([world.receipt("r1", .delivered)])
            let stored = try await world.queued(.smpp)
            #expect(stored == (sent + effects).flatMap(\.notifications))
            #expect(stored.map(\.status) == ["sent", "delivered"])
            let submitted = try #require(stored.last?.submitted)
            #expect(submitted.sender == "Acme")
            #expect(submitted.recipient == "+34600000000")
            #expect(submitted.textStart == "Twenty characters an")
            #expect(submitted.at == message.createdAt)
            #expect(submitted.origin == message.smpp)
            #expect(try await world.queued(.webhook).isEmpty)
            let endpoints = try await world.fixture.store.notifications.notificationEndpoints(
                of: .smpp
            )
            #expect(endpoints.map(\.token) == [world.token.id])
            #expect(
                try await world.fixture.store.notifications.notificationEndpoints(of: .webhook)
                    .isEmpty
            )
        }
    }

    @Test(
        arguments: TestStore.allCases,
        [
            (UInt8(0), MessageStatus.delivered, 0), (0, .failed, 0), (1, .delivered, 1),
            (1, .failed, 1), (2, .delivered, 0), (2, .failed, 1), (3, .delivered, 1),
            (3, .failed, 0), (0x10, .delivered, 1), (0x11, .delivered, 2),
        ]
    )
    func `only reports that were asked for are queued`(
        kind: TestStore,
        asked: (UInt8, MessageStatus, Int)
    ) async throws {
        try await PipelineWorld.with(kind) { world in
            let key = try await world.accept(world.message(smpp: Self.origin(asked.0)))
            try await world.apply([world.handOff(key)])
            try await world.apply([world.sent(key, "r1")])
            try await world.apply([world.receipt("r1", asked.1)])
            #expect(try await world.queued(.smpp).count == asked.2)
        }
    }

    @Test(arguments: TestStore.allCases)
    func `a handset's answer goes the way the message came`(kind: TestStore) async throws {
        try await PipelineWorld.with(kind) { world in
            for (number, origin) in [nil, Self.origin(0)].enumerated() {
                let key = try await world.accept(world.message(smpp: origin))
                let inbound = InboundMessage(
                    reference: "in\(number)",
                    origin: .phone(34_600_000_000),
                    recipient: "Acme",
                    text: "Hi",
                    answering: key,
                    at: world.now
                )
                try await world.apply([
                    .inbound(.init(inbound, carrier: .simulator, status: "inbound"))
                ])
            }
            #expect(try await world.queued(.webhook).count == 1)
            #expect(try await world.queued(.smpp).map(\.inbound?.text) == ["Hi"])
        }
    }

    @Test(arguments: TestStore.allCases)
    func `a message in the outbox can be cancelled until it is handed over`(
        kind: TestStore
    ) async throws {
        try await PipelineWorld.with(kind, balance: 1000) { world in
            let key = try await world.accept(world.message(smpp: Self.origin(1)))
            let canceled = try await world.messages.cancel(
                key.id,
                in: [key.project],
                at: world.now
            )
            #expect(canceled.status == .canceled)
            #expect(try await world.balance() == Money(micros: 1000))
            #expect(try await world.queued(.smpp).map(\.status) == ["canceled"])
            let late = try await world.apply([world.handOff(key)])
            #expect(late[0].status == nil)
            #expect(try await world.depths() == [0, 0, 0, 0, 0])
            let other = try await world.accept(1)[0]
            try await world.apply([world.handOff(other)])
            await #expect(throws: ServiceError.self) {
                try await world.messages.cancel(other.id, in: [other.project], at: world.now)
            }
            #expect(try await world.problems().isEmpty)
        }
    }

    @Test(arguments: TestStore.allCases, [(1, 3), (3, 1), (2, 2)])
    func `replacing a message settles the difference in price`(
        kind: TestStore,
        parts: (before: Int, after: Int)
    ) async throws {
        try await PipelineWorld.with(kind, balance: 1000) { world in
            let old = world.message(
                parts: parts.before,
                scheduledAt: world.now + .seconds(60),
                smpp: Self.origin(1)
            )
            try await world.accept(old)
            let new = world.message(
                text: "Another",
                parts: parts.after,
                scheduledAt: world.now + .seconds(90),
                smpp: Self.origin(2)
            ).named(old.key)
            try await world.messages.replace(old, with: new, at: world.now)
            let left = Money(micros: 1000 - Int64(parts.after) * 100)
            #expect(try await world.balance() == left)
            let found = try await world.messages.message(old.key.id, in: [old.key.project])
            #expect(found?.text == "Another")
            #expect(found?.scheduledAt == new.scheduledAt)
            #expect(found?.smpp == new.smpp)
            #expect(found?.isCharged == true)
            #expect(try await world.problems().isEmpty)
            _ = try await world.messages.cancel(
                old.key.id,
                in: [old.key.project],
                at: world.now
            )
            #expect(try await world.balance() == Money(micros: 1000))
            #expect(try await world.problems().isEmpty)
        }
    }

    @Test(arguments: TestStore.allCases)
    func `a replacement that cannot be paid, or comes too late, changes nothing`(
        kind: TestStore
    ) async throws {
        try await PipelineWorld.with(kind, balance: 250) { world in
            let old = world.message(scheduledAt: world.now + .seconds(60))
            try await world.accept(old)
            let dear = world.message(parts: 3, scheduledAt: old.scheduledAt).named(old.key)
            await #expect(throws: ServiceError.noFunds) {
                try await world.messages.replace(old, with: dear, at: world.now)
            }
            #expect(try await world.balance() == Money(micros: 150))
            try await world.apply([.release(.init(old.key, at: world.now))])
            let cheap = world.message(scheduledAt: old.scheduledAt).named(old.key)
            await #expect(throws: ServiceError.self) {
                try await world.messages.replace(old, with: cheap, at: world.now)
            }
            #expect(try await world.problems().isEmpty)
        }
    }

    @Test(arguments: TestStore.allCases)
    func `a message replaced to go at once is in the outbox`(kind: TestStore) async throws {
        try await PipelineWorld.with(kind) { world in
            let old = world.message(scheduledAt: world.now + .seconds(60))
            try await world.accept(old)
            let now = world.message().named(old.key)
            try await world.messages.replace(old, with: now, at: world.now)
            #expect(try await world.depths() == [0, 1, 0, 0, 0])
            #expect(try await world.problems().isEmpty)
        }
    }

    @Test(arguments: TestStore.allCases)
    func `the pieces of a longer message find each other`(kind: TestStore) async throws {
        try await PipelineWorld.with(kind) { world in
            let first = world.message(text: "One", smpp: Self.piece(1))
            let second = world.message(text: "Two", smpp: Self.piece(2))
            let other = world.message(smpp: Self.piece(1, reference: 8))
            let plain = world.message(smpp: Self.origin(1))
            for message in [first, second, other, plain] { try await world.accept(message) }
            world.fixture.clock.advance(by: .seconds(3600))
            try await world.accept(world.message(text: "Late", smpp: Self.piece(2)))
            let found = try await world.messages.siblings(of: [first, other, plain])
            #expect(found[first.key]?.map(\.key) == [first.key, second.key])
            #expect(found[other.key]?.map(\.key) == [other.key])
            #expect(found[plain.key] == nil)
        }
    }

    @Test(arguments: TestStore.allCases)
    func `what the balance does not reach is not stored when nobody is told its name`(
        kind: TestStore
    ) async throws {
        try await PipelineWorld.with(kind, balance: 150) { world in
            let messages = [world.message(), world.message(), world.message()]
            let result = try await world.messages.accept(
                Intake(
                    organization: world.organization.id,
                    messages: messages,
                    idempotency: nil,
                    keepsUnpaid: false
                )
            )
            #expect(result == .accepted([.enqueued, .unpaid, .unpaid]))
            let stored = try await world.messages.stored(
                in: [world.token.project],
                offset: 0,
                limit: 10
            )
            #expect(stored.map(\.sent?.key) == [messages[0].key])
            #expect(try await world.problems().isEmpty)
        }
    }

    @Test func `what is kept of a message over SMPP is read back, and never traps`() {
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<2000 {
            let length = Int.random(in: 0...24, using: &generator)
            let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
            guard let origin = SMPPOrigin(bytes: bytes) else { continue }
            #expect(SMPPOrigin(bytes: origin.bytes) == origin)
        }
    }
}

extension Message {
    /// The same under another name.
    fileprivate func named(_ key: MessageKey) -> Message {
        Message(
            key: key,
            organization: organization,
            token: token,
            clientID: clientID,
            status: status,
            statusCode: statusCode,
            sender: sender,
            recipient: recipient,
            destination: destination,
            country: country,
            text: text,
            deliveredText: deliveredText,
            allowsUnicode: allowsUnicode,
            isUnicode: isUnicode,
            encoding: encoding,
            charactersCount: charactersCount,
            partsCount: partsCount,
            pricePerPart: pricePerPart,
            isCharged: isCharged,
            chargeEntry: chargeEntry,
            isTest: isTest,
            createdAt: createdAt,
            scheduledAt: scheduledAt,
            sentAt: sentAt,
            deliveredAt: deliveredAt,
            expiresAt: expiresAt,
            carrier: carrier,
            smpp: smpp
        )
    }
}
