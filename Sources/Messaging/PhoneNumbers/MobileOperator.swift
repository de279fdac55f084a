/// A mobile operator in one country.
public struct MobileOperator: Hashable, Sendable {
    /// The ISO 3166 code of the country, or nil for numbers of no country.
    public let country: String?

    /// The mobile country code, as `214`, or nil when unknown.
    public let mcc: String?

    /// The mobile network code, as `07`, or nil when unknown.
    public let mnc: String?

    /// The name of the operator.
    public let name: String
}
