import AccountsModel
public import Essentials
public import MessagingModel

/// What operators do with messages of all projects.
public struct MessageAdminService: Sendable {
    /// How many messages a list may have.
    public static let limitRange = 1...10_000

    private let messages: any MessageStore
    private let notifications: any NotificationStore
    private let pipeline: any PipelineStore
    private let inbound: any InboundStore
    private let accounts: any AccountStore
    private let clock: any Clock

    init(
        messages: any MessageStore,
        notifications: any NotificationStore,
        pipeline: any PipelineStore,
        inbound: any InboundStore,
        accounts: any AccountStore,
        clock: any Clock
    ) {
        self.messages = messages
        self.notifications = notifications
        self.pipeline = pipeline
        self.inbound = inbound
        self.accounts = accounts
        self.clock = clock
    }

    /// One message; throws when there is none.
    public func message(_ id: ObjectID) async throws(ServiceError) -> Message {
        guard let message = try await messages.message(id, in: try await allProjects()) else {
            throw .notFound("message \(id)")
        }
        return message
    }

    /// The notifications about a message that wait or were given up, oldest first.
    public func openNotifications(
        about message: Message
    ) async throws(ServiceError) -> [OpenNotification] {
        try await notifications.openNotifications(
            about: message.key.id,
            in: message.key.project
        )
    }

    /// Cancels a message that no carrier has yet, and refunds it.
    public func cancel(_ id: ObjectID) async throws(ServiceError) -> Message {
        try await messages.cancel(id, in: try await allProjects(), at: clock.now)
    }

    /// Hand-offs in doubt: messages that a carrier may or may not have.
    public func inDoubt(limit: Int) async throws(ServiceError) -> [InDoubtHandOff] {
        try ServiceError.checkLimit(limit, in: Self.limitRange)
        return try await pipeline.inDoubt(since: clock.now, limit: limit)
    }

    /// Inbound messages to numbers that no token has, newest first.
    public func unassigned(limit: Int) async throws(ServiceError) -> [StoredInbound] {
        try ServiceError.checkLimit(limit, in: Self.limitRange)
        return try await inbound.unclaimedInbound(limit: limit)
    }

    /// Receipts of carriers that found no message, newest first.
    public func unmatchedReceipts(
        limit: Int
    ) async throws(ServiceError) -> [UnmatchedReceipt] {
        try ServiceError.checkLimit(limit, in: Self.limitRange)
        return try await pipeline.unmatchedReceipts(limit: limit)
    }

    private func allProjects() async throws(ServiceError) -> [ProjectID] {
        try await accounts.projects(of: nil).map(\.id)
    }
}
