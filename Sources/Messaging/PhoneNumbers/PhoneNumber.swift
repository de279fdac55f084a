internal import CPhoneNumber

/// A number with everything that libphonenumber knows of it; takes some 20 µs.
public struct PhoneNumber: Hashable, Sendable {
    /// The number itself.
    public let number: E164Number

    /// The ISO 3166 code of the country; nil if it has none or is unknown.
    public let country: String?

    /// The type of the number.
    public let type: PhoneNumberType

    /// Whether the country has numbers of this length.
    public let isPossible: Bool

    /// Whether the number is in a range that is assigned for use.
    public let isValid: Bool

    /// The national format, such as `600 00 00 00`.
    public let nationalFormat: String

    /// The international format, such as `+34 600 00 00 00`.
    public let internationalFormat: String

    /// The most bytes of text that `parse` reads.
    public static let mostOctets = 128

    /// Reads a number as people write it: with spaces, brackets and dashes, national or not.
    ///
    /// National numbers are read as the default country's, an ISO code; without one they are
    /// refused. An extension is dropped. The number may still be impossible or invalid.
    public static func parse(
        _ text: String,
        defaultCountry: String? = nil
    ) throws(PhoneNumberError) -> PhoneNumber {
        guard !text.isEmpty else { throw .notANumber }
        guard text.utf8.count <= mostOctets else { throw .tooLong }
        var answer = cphonenumber_number()
        var text = text
        let region = defaultCountry.flatMap { Country(code: $0.uppercased())?.code }
        let status = text.withUTF8 { octets in
            octets.withMemoryRebound(to: CChar.self) { characters in
                if let region {
                    return region.withCString {
                        cphonenumber_parse(characters.baseAddress, characters.count, $0, &answer)
                    }
                }
                return cphonenumber_parse(
                    characters.baseAddress,
                    characters.count,
                    nil,
                    &answer
                )
            }
        }
        switch Int(status) {
        case CPHONENUMBER_OK: break
        case CPHONENUMBER_UNKNOWN_CALLING_CODE: throw .unknownCallingCode
        case CPHONENUMBER_TOO_SHORT: throw .tooShort
        case CPHONENUMBER_TOO_LONG: throw .tooLong
        default: throw .notANumber
        }
        if answer.e164 == 0 { throw .tooLong }
        guard let number = E164Number(digits: answer.e164) else { throw .tooShort }
        return PhoneNumber(number, answer)
    }

    /// Looks up what is known of a number.
    public init(_ number: E164Number) {
        var answer = cphonenumber_number()
        number.nationalDigits.withUnsafeBytes { digits in
            _ = cphonenumber_describe(
                Int32(number.callingCode),
                digits.bindMemory(to: CChar.self).baseAddress,
                digits.count,
                &answer
            )
        }
        self.init(number, answer)
    }

    private init(_ number: E164Number, _ answer: cphonenumber_number) {
        self.number = number
        let region = String(fixed: answer.region)
        country = region.isEmpty ? nil : region
        type = PhoneNumberType(number: answer.type)
        // libphonenumber has ranges that it calls valid, although they are too short to be
        // possible.
        isPossible = answer.is_possible != 0 || answer.is_valid != 0
        isValid = answer.is_valid != 0
        nationalFormat = String(fixed: answer.national)
        internationalFormat = String(fixed: answer.international)
    }
}
