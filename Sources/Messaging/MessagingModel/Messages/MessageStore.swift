public import AccountsModel
public import Essentials

/// Accepts and reads messages.
///
/// Throws ``ServiceError/unavailable(_:)`` if the store cannot answer and
/// ``ServiceError/overloaded(_:)`` if too much waits for it; then nothing was done.
public protocol MessageStore: Sendable {
    /// Charges and stores the messages of one call together with their outbox entries.
    ///
    /// One transaction, durable when it returns. Messages that the balance does not cover are
    /// stored as ``MessageStatus/unpaid``.
    func accept(_ intake: Intake) async throws(ServiceError) -> IntakeResult
    /// The stored answer to an earlier request with this key; nil if there is none.
    func answer(
        token: ObjectID,
        idempotencyKey: String
    ) async throws(ServiceError)
        -> IdempotentAnswer?
    /// One message in any of the projects; nil if there is none.
    func message(_ id: ObjectID, in projects: [ProjectID]) async throws(ServiceError) -> Message?
    /// The messages of a token whose ids are in the range; at most two.
    func messages(
        in range: ClosedRange<ObjectID>,
        of token: ObjectID,
        in project: ProjectID
    ) async throws(ServiceError) -> [Message]
    /// An outbound or inbound message in any of the projects; nil if there is none.
    func stored(
        _ id: ObjectID,
        in projects: [ProjectID]
    ) async throws(ServiceError)
        -> StoredMessage?
    /// Outbound and inbound messages of the projects, newest first.
    func stored(
        in projects: [ProjectID],
        offset: Int,
        limit: Int
    ) async throws(ServiceError)
        -> [StoredMessage]
    /// Cancels a message that no carrier has yet, and refunds it.
    ///
    /// Throws ``ServiceError/notFound(_:)``, or ``ServiceError/conflict(_:)`` if it is too late.
    func cancel(
        _ id: ObjectID,
        in projects: [ProjectID],
        at moment: Timestamp
    )
        async throws(ServiceError) -> Message
    /// Replaces a scheduled message, and settles the difference in price.
    ///
    /// Throws ``ServiceError/conflict(_:)`` if the old message is no longer scheduled, and
    /// ``ServiceError/noFunds``; then nothing was done.
    func replace(_ old: Message, with new: Message, at moment: Timestamp) async throws(ServiceError)
    /// For each message that is a part split by its client, all parts of the longer message.
    ///
    /// Parts with the same token, sender, recipient and reference belong together if they came
    /// within ``MessagePart/assemblyWindow`` of each other.
    func siblings(of messages: [Message]) async throws(ServiceError) -> [MessageKey: [Message]]
}

/// The messages of one call, checked and priced.
public struct Intake: Sendable {
    /// The organization that pays.
    public let organization: OrganizationID
    /// The messages, in the order of the call.
    public let messages: [Message]
    /// What to store so that a retry of the call gets the same answer; nil without a key.
    public let idempotency: Idempotency?
    /// Whether messages that the balance does not cover are stored, as unpaid.
    public let keepsUnpaid: Bool

    /// The key of a call, and how to render its answer inside the transaction.
    public struct Idempotency: Sendable {
        /// The caller's key, 1 to 255 characters.
        public let key: String
        /// Hash of the request's body.
        public let fingerprint: [UInt8]
        /// Renders the answer from the statuses of the messages; pure.
        public let render: @Sendable ([MessageStatus]) -> [UInt8]

        /// Creates the value.
        public init(
            key: String,
            fingerprint: [UInt8],
            render: @escaping @Sendable ([MessageStatus]) -> [UInt8]
        ) {
            self.key = key
            self.fingerprint = fingerprint
            self.render = render
        }
    }

    /// Creates the value.
    public init(
        organization: OrganizationID,
        messages: [Message],
        idempotency: Idempotency?,
        keepsUnpaid: Bool = true
    ) {
        self.organization = organization
        self.messages = messages
        self.idempotency = idempotency
        self.keepsUnpaid = keepsUnpaid
    }
}

/// The result of a call.
public enum IntakeResult: Sendable, Equatable {
    /// Stored; one status for each message, in order.
    case accepted([MessageStatus])
    /// Nothing was stored: the balance is used up.
    case noFunds
    /// Nothing was stored: another call with this idempotency key came first.
    case duplicateKey
}

/// The stored answer to a call with an idempotency key.
public struct IdempotentAnswer: Sendable, Hashable {
    /// How long an answer is replayed; afterwards the key can be used again.
    public static let lifetime = Duration.seconds(24 * 3600)

    /// Hash of the request's body.
    public let fingerprint: [UInt8]
    /// The HTTP status of the answer.
    public let status: Int
    /// The body of the answer.
    public let body: [UInt8]
    /// When the call was answered.
    public let at: Timestamp

    /// Creates the value.
    public init(fingerprint: [UInt8], status: Int, body: [UInt8], at: Timestamp) {
        self.fingerprint = fingerprint
        self.status = status
        self.body = body
        self.at = at
    }
}
