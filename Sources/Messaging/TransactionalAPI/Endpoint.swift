import HTTPServer

/// The endpoints of both APIs; the raw value names the operation in limits, metrics and documents.
enum Endpoint: String, CaseIterable, Sendable {
    case smsCreate = "sms-create"
    case smsBulk = "sms-bulk"
    case smsList = "sms-list"
    case smsShow = "sms-show"
    case smsCancel = "sms-cancel"
    case lookupCreate = "lookup-create"
    case lookupList = "lookup-list"
    case lookupShow = "lookup-show"
    case account = "organization-account"
    case smsPrices = "price-profile-sms"
    case lookupPrices = "price-profile-lookup"
    case prices = "price-profile-countries"

    var method: HTTPMethod {
        switch self {
        case .smsCreate, .smsBulk, .smsCancel, .lookupCreate: .post
        default: .get
        }
    }

    /// The paths relative to the API's base, the documented one first.
    var paths: [String] {
        switch self {
        case .smsCreate, .smsList: ["/sms"]
        case .smsBulk: ["/sms/bulk"]
        case .smsShow: ["/sms/{id}"]
        case .smsCancel: ["/sms/{id}/cancel"]
        case .lookupCreate, .lookupList: ["/lookup"]
        case .lookupShow: ["/lookup/{id}"]
        case .account: ["/organization/account"]
        case .smsPrices: ["/price-profile/sms", "/sms/price-profile/me/countries"]
        case .lookupPrices: ["/price-profile/lookup", "/lookup/price-profile/me/countries"]
        case .prices:
            ["/price-profile/me/countries", "/organization/price-profile/me/countries"]
        }
    }
}
