/// A mobile operator in one country.
public struct MobileOperator: Hashable, Sendable {
    /// The ISO 3166 code of the country; nil for numbers without a country.
    public let country: String?

    /// The mobile country code, such as `214`; nil if unknown.
    public let mcc: String?

    /// The mobile network code, such as `07`; nil if unknown.
    public let mnc: String?

    /// The name of the operator.
    public let name: String
}
