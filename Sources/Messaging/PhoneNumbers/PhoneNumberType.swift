/// What a number is for, as far as its range tells.
public enum PhoneNumberType: String, CaseIterable, Sendable {
    case fixedLine = "fixed_line"
    case mobile
    /// Where a country's plan does not tell the two apart, as in North America.
    case fixedLineOrMobile = "fixed_line_or_mobile"
    case tollFree = "toll_free"
    case premiumRate = "premium_rate"
    case sharedCost = "shared_cost"
    case voip
    case personal
    case pager
    case universalAccess = "universal_access"
    case voicemail
    case unknown

    /// Whether a text message can arrive there.
    public var mayReceiveSMS: Bool {
        switch self {
        case .mobile, .fixedLineOrMobile, .personal, .pager, .voip, .unknown: true
        case .fixedLine, .tollFree, .premiumRate, .sharedCost, .universalAccess, .voicemail: false
        }
    }

    /// Follows the order of `PhoneNumberUtil::PhoneNumberType`.
    init(number: Int32) {
        let index = Int(number)
        self = Self.allCases.indices.contains(index) ? Self.allCases[index] : .unknown
    }
}
