public import Essentials

/// The store's number of an organization; small, never shown.
public struct OrganizationID: Hashable, Comparable, Sendable {
    /// The number.
    public let number: Int64
    /// Wraps a number.
    public init(_ number: Int64) { self.number = number }
    /// Orders by number.
    public static func < (left: Self, right: Self) -> Bool { left.number < right.number }
}

/// A customer of the platform: owns projects and tokens, and pays from one balance.
public struct Organization: Hashable, Sendable {
    /// The plans by size; they limit the features of the Product API.
    public enum Plan: String, Sendable, CaseIterable { case s, m, l, xl }

    /// The store's number.
    public let id: OrganizationID
    /// The public identifier.
    public let uid: ObjectID
    /// The display name, 1 to 120 characters.
    public var name: String
    /// The plan.
    public var plan: Plan
    /// ISO 4217 code of the balance's currency.
    public let currency: String
    /// The sum of all ledger entries.
    public var balance: Money
    /// How far below zero the balance may go; not negative.
    public var credit: Money
    /// Requests per minute and endpoint; nil for the server's default.
    public var requestsPerMinute: Int?
    /// When it was created.
    public let createdAt: Timestamp

    /// Creates the value.
    public init(
        id: OrganizationID,
        uid: ObjectID,
        name: String,
        plan: Plan,
        currency: String,
        balance: Money,
        credit: Money,
        requestsPerMinute: Int?,
        createdAt: Timestamp
    ) {
        self.id = id
        self.uid = uid
        self.name = name
        self.plan = plan
        self.currency = currency
        self.balance = balance
        self.credit = credit
        self.requestsPerMinute = requestsPerMinute
        self.createdAt = createdAt
    }

    /// The amount that can still be spent: the balance plus the credit.
    public var available: Money { balance + credit }
}
