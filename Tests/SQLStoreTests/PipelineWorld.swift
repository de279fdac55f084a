import AccountsModel
import Essentials
import MessagingModel
import SMSText
import SQLStore
import TestSupport

/// A store with one organization, project and token with a callback, for steps of the pipeline.
struct PipelineWorld {
    let fixture: StoreFixture
    let pipeline: SQLPipelineStore
    let messages: SQLMessageStore
    let organization: Organization
    let token: Token

    var now: Timestamp { fixture.clock.now }

    static func with(
        _ kind: TestStore,
        balance: Int64 = 1_000_000,
        _ body: (PipelineWorld) async throws -> Void
    ) async throws {
        try await StoreFixture.with(kind) { fixture in
            try await body(PipelineWorld(fixture, balance: balance))
        }
    }

    init(_ fixture: StoreFixture, balance: Int64) async throws {
        self.fixture = fixture
        let store = fixture.store
        organization = try await fixture.organization(balance: balance)
        let project = try await store.accounts.create(
            ProjectDraft(
                uid: fixture.ids.next(),
                organization: organization.id,
                name: "Test",
                kind: .apiSMS,
                createdAt: fixture.clock.now
            ),
            audit: fixture.audit()
        )
        token = Token(
            id: fixture.ids.next(),
            kind: .apiSMS,
            organization: organization.id,
            project: project.id,
            name: "Test",
            callbackURL: "https://example.com/dlr",
            callbackSecret: [1, 2, 3],
            systemID: "acme",
            createdAt: fixture.clock.now
        )
        try await store.accounts.create(
            token,
            secretHash: Array(repeating: 7, count: 32),
            passwordHash: nil,
            audit: fixture.audit()
        )
        pipeline = SQLPipelineStore(store, callbacks: CallbackDirectory(store))
        messages = SQLMessageStore(store)
    }

    /// Accepts messages of one part at 0.0001 each, in one call.
    func accept(
        _ count: Int,
        parts: Int = 1,
        sender: String = "Acme"
    ) async throws -> [MessageKey] {
        let ids = (0..<count).map { _ in fixture.ids.next() }
        return try await accept(ids, parts: parts, sender: sender)
    }

    /// Accepts messages of the given names.
    func accept(
        _ ids: [ObjectID],
        parts: Int = 1,
        sender: String = "Acme"
    ) async throws -> [MessageKey] {
        let drafts = ids.map { message($0, sender: sender, parts: parts) }
        _ = try await messages.accept(
            Intake(organization: organization.id, messages: drafts, idempotency: nil)
        )
        return drafts.map(\.key)
    }

    /// Accepts one message.
    @discardableResult
    func accept(_ message: Message) async throws -> MessageKey {
        _ = try await messages.accept(
            Intake(organization: organization.id, messages: [message], idempotency: nil)
        )
        return message.key
    }

    /// The notifications of a channel in the store, in the order of their ids.
    func queued(_ channel: NotificationChannel) async throws -> [Notification] {
        let endpoint = NotificationEndpoint(
            project: token.project,
            token: token.id,
            channel: channel
        )
        return try await fixture.store.notifications.queuedNotifications(
            for: endpoint,
            after: nil,
            limit: 100
        )
    }

    @discardableResult
    func apply(_ changes: [PipelineChange]) async throws -> [ChangeEffect] {
        try await withCheckedThrowingContinuation { continuation in
            pipeline.apply(changes) { continuation.resume(with: $0.mapError { $0 as any Error }) }
        }
    }

    func handOff(_ key: MessageKey, attempt: Int = 1) -> PipelineChange {
        .handOff(.init(key, carrier: .simulator, attempt: attempt, at: now))
    }

    func sent(_ key: MessageKey, _ reference: String) -> PipelineChange {
        .sent(.init(key, carrier: .simulator, references: [reference], at: now))
    }

    func receipt(
        _ reference: String,
        _ status: MessageStatus,
        key: MessageKey? = nil
    ) -> PipelineChange {
        .receipt(
            .init(
                CarrierReceipt(
                    reference: reference,
                    key: key,
                    status: status,
                    code: .none,
                    carrierCode: nil,
                    at: now
                ),
                carrier: .simulator
            )
        )
    }

    /// Scheduled, outbox, hand-offs, in doubt, awaiting a receipt.
    func depths() async throws -> [Int] {
        let depths = try await pipeline.depths()
        return [
            depths.scheduled, depths.outbox, depths.handOffs, depths.inDoubt,
            depths.awaitingReceipt,
        ]
    }

    func statuses(_ keys: [MessageKey]) async throws -> [MessageStatus] {
        var statuses: [MessageStatus] = []
        for key in keys {
            let message = try await messages.message(key.id, in: [key.project])
            statuses.append(message?.status ?? .unknown)
        }
        return statuses
    }

    func balance() async throws -> Money {
        try await fixture.store.accounts.organization(organization.id)?.balance ?? .zero
    }

    /// The statuses of the notifications in the store, in the order of their ids.
    func queuedStatuses() async throws -> [String] {
        let endpoint = NotificationEndpoint(project: token.project, token: token.id)
        return try await fixture.store.notifications
            .queuedNotifications(for: endpoint, after: nil, limit: 100).map(\.status)
    }

    func problems() async throws -> [String] {
        try await fixture.store.diagnosis.findings().filter { $0.weight == .problem }.map(
            \.sentence
        )
    }

    func message(
        _ id: ObjectID? = nil,
        text: String = "Hello",
        sender: String = "Acme",
        parts: Int = 1,
        scheduledAt: Timestamp? = nil,
        smpp: SMPPOrigin? = nil,
        destination: UInt64 = 34_600_000_000
    ) -> Message {
        Message(
            key: MessageKey(project: token.project, id: id ?? fixture.ids.next()),
            organization: organization.id,
            token: token.id,
            clientID: "client",
            status: scheduledAt == nil ? .enqueued : .scheduled,
            statusCode: nil,
            sender: sender,
            recipient: "+\(destination)",
            destination: destination,
            country: "ES",
            text: text,
            deliveredText: text,
            allowsUnicode: false,
            isUnicode: false,
            encoding: .gsm7,
            charactersCount: text.count,
            partsCount: parts,
            pricePerPart: Money(micros: 100),
            isCharged: false,
            chargeEntry: nil,
            isTest: false,
            createdAt: now,
            scheduledAt: scheduledAt,
            sentAt: nil,
            deliveredAt: nil,
            expiresAt: now + .seconds(48 * 3600),
            carrier: nil,
            smpp: smpp
        )
    }
}

extension Notification {
    /// The payload of an inbound message.
    var inbound: InboundMessagePayload? {
        if case .inboundMessage(let payload) = payload { payload } else { nil }
    }

    /// The numeric reason of a status; 0 for an inbound message.
    var code: Int {
        if case .messageStatus(let payload) = payload { payload.code } else { 0 }
    }

    /// The submitted message of a status.
    var submitted: SubmittedMessage? {
        if case .messageStatus(let payload) = payload { payload.submitted } else { nil }
    }
}
