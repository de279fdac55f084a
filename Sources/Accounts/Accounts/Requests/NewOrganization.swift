public import AccountsModel

/// What an operator asks for when creating an organization.
public struct NewOrganization: Sendable {
    /// The display name, 1 to 120 characters.
    public var name: String
    /// The plan.
    public var plan: Organization.Plan
    /// ISO 4217 code of the balance's currency.
    public var currency: String
    /// How far below zero the balance may go.
    public var credit: Money
    /// What the balance begins with.
    public var openingBalance: Money
    /// Requests a minute for each endpoint; nil for the server's default.
    public var requestsPerMinute: Int?

    /// Creates the request; whatever is not given takes the value a new customer gets.
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

/// What an operator wants changed; nil leaves a thing as it is.
public struct OrganizationChange: Sendable {
    /// The new display name.
    public var name: String?
    /// The new plan.
    public var plan: Organization.Plan?
    /// The new credit.
    public var credit: Money?
    /// The new rate; the inner nil goes back to the server's default.
    public var requestsPerMinute: Int??

    /// Creates a request that changes nothing.
    public init() {}
}
