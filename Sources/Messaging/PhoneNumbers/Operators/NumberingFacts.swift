/// What is known of a number without asking its network.
public struct NumberingFacts: Hashable, Sendable {
    /// The number.
    public let number: E164Number

    /// The ISO 3166 code of its country; nil if it has none.
    public let country: String?

    /// The type of the number.
    public let type: PhoneNumberType

    /// Whether it is in a range that is assigned for use.
    public let isValid: Bool

    /// The mobile country code; nil if unknown.
    public let mcc: String?

    /// The mobile network code; nil if unknown.
    public let mnc: String?

    /// The operator that the prefix was assigned to; nil if unknown.
    public let operatorName: String?
}
