public import AccountsModel
public import Essentials

/// One number lookup, from its acceptance to its answer.
public struct NumberLookup: Hashable, Sendable {
    /// The status of a lookup; stores keep the raw value.
    public enum Status: Int, Sendable {
        /// Accepted and paid.
        case enqueued = 1
        /// Answered.
        case completed = 2
        /// The provider had no answer.
        case failed = 3

        /// The name on the wire.
        public var name: String {
            switch self {
            case .enqueued: "enqueued"
            case .completed: "completed"
            case .failed: "failed"
            }
        }
    }

    /// The lookup; its identifier has the same form as a message's.
    public let key: MessageKey
    /// The organization that pays.
    public let organization: OrganizationID
    /// The token that asked.
    public let token: ObjectID
    /// The number, as given.
    public let recipient: String
    /// Its E.164 digits.
    public let destination: UInt64
    /// ISO 3166-1 alpha-2 code of its country.
    public let country: String
    /// The price.
    public let price: Money
    /// The status.
    public var status: Status
    /// The numeric reason, if it failed.
    public var statusCode: Int?
    /// The answer, if it completed.
    public var answer: LookupAnswer?
    /// When it was accepted.
    public let createdAt: Timestamp
    /// When it was answered.
    public var completedAt: Timestamp?

    /// Creates a lookup.
    public init(
        key: MessageKey,
        organization: OrganizationID,
        token: ObjectID,
        recipient: String,
        destination: UInt64,
        country: String,
        price: Money,
        status: Status,
        statusCode: Int? = nil,
        answer: LookupAnswer? = nil,
        createdAt: Timestamp,
        completedAt: Timestamp? = nil
    ) {
        self.key = key
        self.organization = organization
        self.token = token
        self.recipient = recipient
        self.destination = destination
        self.country = country
        self.price = price
        self.status = status
        self.statusCode = statusCode
        self.answer = answer
        self.createdAt = createdAt
        self.completedAt = completedAt
    }
}

/// The result of a lookup.
public struct LookupAnswer: Hashable, Sendable {
    /// The kind of number, such as `mobile` or `fixed_line`.
    public let numberType: String
    /// Mobile country code, three digits.
    public let mcc: String?
    /// Mobile network code, two or three digits.
    public let mnc: String?
    /// The operator's name.
    public let operatorName: String?
    /// Whether the number was ported; nil if the provider cannot know.
    public let isPorted: Bool?

    /// Creates an answer.
    public init(
        numberType: String,
        mcc: String?,
        mnc: String?,
        operatorName: String?,
        isPorted: Bool?
    ) {
        self.numberType = numberType
        self.mcc = mcc
        self.mnc = mnc
        self.operatorName = operatorName
        self.isPorted = isPorted
    }
}

/// Answers lookups: from the numbering plan, the simulator, or a network operator's service.
public protocol LookupProvider: Sendable {
    /// Answers one number; nil if nothing is known of it.
    func answer(destination: UInt64, country: String) async throws(ServiceError) -> LookupAnswer?
}

/// Stores lookups.
public protocol LookupStore: Sendable {
    /// Charges and stores a lookup; throws ``ServiceError/noFunds`` if the balance is too low.
    func accept(_ lookup: NumberLookup) async throws(ServiceError) -> NumberLookup
    /// Stores the answer; a lookup that was already answered stays unchanged.
    func complete(_ lookup: NumberLookup) async throws(ServiceError)
    /// Lookups that wait for an answer, oldest first, after the given one.
    func waiting(after: MessageKey?, limit: Int) async throws(ServiceError) -> [NumberLookup]
    /// One lookup in any of the projects; nil if there is none.
    func lookup(
        _ id: ObjectID,
        in projects: [ProjectID]
    ) async throws(ServiceError) -> NumberLookup?
    /// Lookups of the projects, newest first.
    func lookups(
        in projects: [ProjectID],
        offset: Int,
        limit: Int
    ) async throws(ServiceError)
        -> [NumberLookup]
}
