public import AccountsModel

extension Organization.Plan {
    /// The plan's speed tier, as the APIs show it.
    public var apiTier: Int {
        switch self {
        case .s: 1
        case .m: 2
        case .l: 3
        case .xl: 4
        }
    }
}
