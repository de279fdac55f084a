public import AccountsModel

/// What a valid token gives access to: a snapshot, shared by all requests until the accounts
/// change.
public final class Authorization: Sendable {
    /// The token.
    public let token: Token
    /// The project that the token works in.
    public let project: Project
    /// The organization of the token.
    public let account: Account

    init(token: Token, project: Project, account: Account) {
        self.token = token
        self.project = project
        self.account = account
    }
}

/// An organization with what every request needs of it: a snapshot, shared by its tokens.
public final class Account: Sendable {
    /// The organization; its balance is that of the snapshot, so ask the store when money matters.
    public let organization: Organization
    /// Its projects, oldest first; an account-wide token reads messages of all of them.
    public let projects: [Project]
    /// The prices that apply to it.
    public let prices: PriceProfile

    init(organization: Organization, projects: [Project], prices: PriceProfile) {
        self.organization = organization
        self.projects = projects
        self.prices = prices
    }
}
