/// The type of a number, as its range shows it.
///
/// The order is that of the tables (`CNumberPlansCallingCode`).
public enum PhoneNumberType: String, CaseIterable, Sendable {
    case fixedLine = "fixed_line"
    case mobile
    /// In countries whose plan does not distinguish the two, e.g. in North America.
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

    /// `allCases`, made once.
    static let all = allCases

    /// Whether it may receive text messages.
    public var mayReceiveSMS: Bool {
        switch self {
        case .mobile, .fixedLineOrMobile, .personal, .pager, .voip, .unknown: true
        case .fixedLine, .tollFree, .premiumRate, .sharedCost, .universalAccess, .voicemail: false
        }
    }
}
