/// What can be told of a number without asking its network.
public struct NumberingFacts: Hashable, Sendable {
    /// The number.
    public let number: E164Number

    /// The ISO 3166 code of its country, or nil when it has none.
    public let country: String?

    /// What the number is for.
    public let type: PhoneNumberType

    /// Whether it is in a range that is assigned for use.
    public let isValid: Bool

    /// The mobile country code, or nil when unknown.
    public let mcc: String?

    /// The mobile network code, or nil when unknown.
    public let mnc: String?

    /// The operator that the prefix was given to, or nil when unknown.
    public let operatorName: String?
}
