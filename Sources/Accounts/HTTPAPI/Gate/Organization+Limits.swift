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

extension Organization {
    /// Requests a minute to one class of endpoints: its own limit, or the standard one doubled with
    /// every step of the plans.
    public func requestsPerMinute(standard: Int) -> Int {
        if let requestsPerMinute { return requestsPerMinute }
        let (limit, overflow) = standard.multipliedReportingOverflow(by: 1 << (plan.apiTier - 1))
        return overflow ? Int.max : limit
    }
}
