public import AccountsModel

extension Organization.Plan {
    /// The number by which the APIs tell the speed of the plan.
    public var apiTier: Int {
        switch self {
        case .s: 1
        case .m: 2
        case .l: 3
        case .xl: 4
        }
    }
}
