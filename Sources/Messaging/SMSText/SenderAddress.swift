import Essentials

/// The sender of a message: a name of 3 to 11 characters, or a number of up to 15 digits.
public struct SenderAddress: Hashable, Sendable {
    /// The address as it was given.
    public let text: String

    /// Whether the address is a number, with or without its plus sign.
    public let isNumeric: Bool

    /// Checks an address.
    ///
    /// A name has letters of the GSM alphabet, digits, spaces and `. - _ &`, at least one of them a
    /// letter or a digit. A number has digits only, after an optional plus sign.
    public init(_ text: String) throws(SenderAddressError) {
        var digits = 0
        var length = 0
        var hasPlus = false
        var hasLetter = false
        for scalar in text.unicodeScalars {
            switch scalar {
            case "0"..."9":
                digits += 1
            case "a"..."z", "A"..."Z":
                hasLetter = true
            case "+" where length == 0:
                hasPlus = true
            case " ", ".", "-", "_", "&":
                break
            default:
                guard Self.isOtherGSMLetter(scalar) else { throw .characters }
                hasLetter = true
            }
            length += 1
            guard length <= Self.mostCharacters else { break }
        }
        isNumeric = digits > 0 && digits + (hasPlus ? 1 : 0) == length
        self.text = text
        if isNumeric {
            guard digits <= 15 else { throw .digits }
            guard digits >= 3 else { throw .length }
        } else {
            guard (3...11).contains(length) else { throw .length }
            guard !hasPlus, hasLetter || digits > 0 else { throw .characters }
        }
    }

    /// Longer texts are invalid in any case, so they are not read further.
    private static let mostCharacters = 16

    private static func isOtherGSMLetter(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value >= 0x80 && GSM7Alphabet.septetCount(of: scalar) == 1
            && scalar.properties.isAlphabetic
    }
}

extension SenderAddress: CustomStringConvertible {
    /// The address as it was given.
    public var description: String { text }
}

/// Why a text is not a sender address.
public enum SenderAddressError: Error, Equatable, Sendable {
    /// Shorter than 3 or longer than 11 characters.
    case length

    /// A number of more than 15 digits.
    case digits

    /// A character that is not allowed, or only punctuation.
    case characters

    /// The error for the caller of the API.
    public var message: String {
        switch self {
        case .length: Phrase.mustHave("between 3 and 11 characters")
        case .digits: Phrase.mustHave("at most 15 digits")
        case .characters: "May have letters, digits, spaces and . - _ & only"
        }
    }
}
