public import AccountsModel
public import Essentials

/// What an operator chooses when creating an organization.
public struct NewOrganization: Sendable {
    /// The display name, 1 to 120 characters.
    public var name: String
    /// The plan.
    public var plan: Organization.Plan
    /// ISO 4217 code of the balance's currency.
    public var currency: String
    /// How far below zero the balance may go.
    public var credit: Money
    /// The opening balance.
    public var openingBalance: Money
    /// Requests per minute and endpoint; nil for the server's default.
    public var requestsPerMinute: Int?
    /// The public identifier; nil for a new one.
    ///
    /// A caller that wrote it down before finds the organization again, whatever happens between.
    public var uid: ObjectID?

    /// Creates the request; omitted values are the defaults of a new customer.
    public init(
        name: String,
        plan: Organization.Plan = .m,
        currency: String = "EUR",
        credit: Money = .zero,
        openingBalance: Money = .zero,
        requestsPerMinute: Int? = nil
    ) {
        self.name = name
        self.plan = plan
        self.currency = currency
        self.credit = credit
        self.openingBalance = openingBalance
        self.requestsPerMinute = requestsPerMinute
    }
}

/// What an operator changes; nil leaves a value as it is.
public struct OrganizationChange: Sendable {
    /// The new display name.
    public var name: String?
    /// The new plan.
    public var plan: Organization.Plan?
    /// The new credit.
    public var credit: Money?
    /// The new rate; an inner nil returns to the server's default.
    public var requestsPerMinute: Int??

    /// Creates a request that changes nothing.
    public init() {}
}
