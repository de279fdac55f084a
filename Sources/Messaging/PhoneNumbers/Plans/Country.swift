/// A country or territory with a calling code.
public struct Country: Hashable, Sendable {
    /// The ISO 3166-1 code, such as `ES`.
    public let code: String

    /// The calling code, such as 34; several countries can share one.
    public let callingCode: Int

    /// Whether it is the main one among those that share its calling code.
    public let isMain: Bool

    /// The mobile country code, such as `214`; nil if it has several, or none is known.
    public let mobileCountryCode: String?

    /// All countries, in the order of their codes.
    public static var all: [Country] { NumberPlans.shared.countries }

    /// The country with an ISO code in capitals; nil if there is none.
    public init?(code: String) {
        guard let index = NumberPlans.shared.country(code: code) else { return nil }
        self = NumberPlans.shared.country(at: index)
    }

    init(code: String, callingCode: Int, isMain: Bool, mobileCountryCode: String?) {
        self.code = code
        self.callingCode = callingCode
        self.isMain = isMain
        self.mobileCountryCode = mobileCountryCode
    }
}
