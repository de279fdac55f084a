/// A number with everything that its country's plan tells of it.
public struct PhoneNumber: Hashable, Sendable {
    /// The number itself.
    public let number: E164Number

    /// The ISO 3166 code of the country; nil for a calling code without a country.
    public let country: String?

    /// The type of the number.
    public let type: PhoneNumberType

    /// Whether the country has numbers of this length.
    public let isPossible: Bool

    /// Whether the number is in a range that is assigned for use.
    public let isValid: Bool

    /// The most bytes of text that `parse` reads.
    public static let mostOctets = 128

    /// Reads a number as people write it: with spaces, brackets and dashes, national or not.
    ///
    /// National numbers are read as the default country's, an ISO code. Without one, digits are
    /// international, and must be valid unless `+` or `00` stands before them. Words before the
    /// number and an extension after it are dropped. The number may still be impossible or invalid.
    public static func parse(
        _ text: String,
        defaultCountry: String? = nil
    ) throws(PhoneNumberError) -> PhoneNumber {
        guard text.utf8.count <= mostOctets else { throw .tooLong }
        guard let dialled = DialledText(field: text) else { throw .notANumber }
        let country = defaultCountry.flatMap {
            NumberPlans.shared.country(code: $0.uppercased())
        }
        return PhoneNumber(try dialled.number(in: country))
    }

    /// Tells what is known of a number.
    public init(_ number: E164Number) {
        let plans = NumberPlans.shared
        let place = plans.place(of: number)
        self.number = number
        country = plans.countryCode(at: place.country)
        type = place.type ?? .unknown
        isValid = place.type != nil
        // Some numbers of a plan are shorter than its general description says.
        isPossible = isValid || plans.isPossible(number)
    }
}
