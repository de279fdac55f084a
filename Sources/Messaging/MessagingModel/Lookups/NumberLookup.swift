public import AccountsModel
public import Essentials

/// One number lookup, from its acceptance to its answer.
public struct NumberLookup: Hashable, Sendable {
    /// Where a lookup stands; the raw value is what the stores keep.
    public enum Status: Int, Sendable {
        /// Accepted and paid.
        case enqueued = 1
        /// Answered.
        case completed = 2
        /// The provider had no answer.
        case failed = 3

        /// The word on the wire.
        public var name: String {
            switch self {
            case .enqueued: "enqueued"
            case .completed: "completed"
            case .failed: "failed"
            }
        }
    }

    /// Names the lookup; shares the identifiers' shape with messages.
    public let key: MessageKey
    /// Who pays.
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
    /// Where it stands.
    public var status: Status
    /// The numeric reason, once it failed.
    public var statusCode: Int?
    /// The answer, once completed.
    public var answer: LookupAnswer?
    /// When it was accepted.
    public let createdAt: Timestamp
    /// When it was answered.
    public var completedAt: Timestamp?

    /// Creates the value.
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

/// What a lookup found out.
public struct LookupAnswer: Hashable, Sendable {
    /// The kind of number, as `mobile` or `fixed_line`.
    public let numberType: String
    /// Mobile country code, three digits.
    public let mcc: String?
    /// Mobile network code, two or three digits.
    public let mnc: String?
    /// The operator's name.
    public let operatorName: String?
    /// Whether the number was ported; nil when the provider cannot know.
    public let isPorted: Bool?

    /// Creates the value.
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

/// Who answers lookups: the numbering plan, the simulator, or a network operator's service.
public protocol LookupProvider: Sendable {
    /// Answers one number; nil when it knows nothing of it.
    func answer(destination: UInt64, country: String) async throws(ServiceError) -> LookupAnswer?
}

/// Where lookups are kept.
public protocol LookupStore: Sendable {
    /// Charges and stores a lookup; throws ``ServiceError/noFunds`` when the balance is too low.
    func accept(_ lookup: NumberLookup) async throws(ServiceError) -> NumberLookup
    /// Stores the answer; a lookup that is answered already stays as it is.
    func complete(_ lookup: NumberLookup) async throws(ServiceError)
    /// Lookups that wait for an answer, oldest first, after the given one.
    func waiting(after: MessageKey?, limit: Int) async throws(ServiceError) -> [NumberLookup]
    /// One lookup in any of the projects; nil when there is none.
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
