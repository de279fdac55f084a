import Essentials

/// The sender of a message: a name of 3 to 11 characters, or a number of 3 to 15 digits.
///
/// SMPP carries it in ASCII (3.4, 5.2.8), so a name has no other letters.
public struct SenderAddress: Hashable, Sendable {
    /// The address as it was given.
    public let text: String

    /// Whether the address is a number, with or without its plus sign.
    public let isNumeric: Bool

    /// Checks an address.
    ///
    /// A name has letters from A to Z, digits, spaces and `. - _ &`, at least one of them a letter
    /// or a digit, and no space at its ends. A number has digits only, after an optional plus sign.
    public init(_ text: String) throws(SenderAddressError) {
        self.text = text
        let octets = text.utf8.prefix(Self.mostOctets)
        let digits = octets.first == UInt8(ascii: "+") ? octets.dropFirst() : octets[...]
        isNumeric = !digits.isEmpty && digits.allSatisfy(Self.isDigit)
        guard !isNumeric else {
            guard digits.count >= 3 else { throw .fewDigits }
            guard digits.count <= 15 else { throw .digits }
            return
        }
        guard octets.allSatisfy({ $0 < 0x80 }) else { throw .notASCII }
        guard octets.allSatisfy({ Self.isLetter($0) || Self.isDigit($0) || Self.isOther($0) })
        else { throw .characters }
        guard (3...11).contains(octets.count) else { throw .length }
        guard octets.contains(where: { Self.isLetter($0) || Self.isDigit($0) }) else {
            throw .noLetter
        }
        guard octets.first != UInt8(ascii: " "), octets.last != UInt8(ascii: " ") else {
            throw .spaceAtEnd
        }
    }

    /// Longer texts are invalid in any case, so they are not read further.
    private static let mostOctets = 64

    private static func isDigit(_ octet: UInt8) -> Bool { (48...57).contains(octet) }

    private static func isLetter(_ octet: UInt8) -> Bool { (97...122).contains(octet | 0x20) }

    private static func isOther(_ octet: UInt8) -> Bool {
        " .-_&".utf8.contains(octet)
    }
}

extension SenderAddress: CustomStringConvertible {
    /// The address as it was given.
    public var description: String { text }
}

/// Why a text is not a sender address: the rule that it breaks.
public enum SenderAddressError: Error, Equatable, Sendable, CaseIterable {
    /// A name that is shorter than 3 or longer than 11 characters.
    case length

    /// A number of less than 3 digits.
    case fewDigits

    /// A number of more than 15 digits.
    case digits

    /// A character that is not allowed.
    case characters

    /// A letter that ASCII does not have.
    case notASCII

    /// Only spaces and punctuation.
    case noLetter

    /// A space at the start or at the end.
    case spaceAtEnd

    /// The error for the caller of the API.
    public var message: String {
        switch self {
        case .length: Phrase.mustHave("between 3 and 11 characters")
        case .fewDigits: Phrase.mustHave("at least 3 digits")
        case .digits: Phrase.mustHave("at most 15 digits")
        case .characters: "May have letters, digits, spaces and . - _ & only"
        case .notASCII: "May have the letters A to Z only, without accents"
        case .noLetter: Phrase.mustHave("at least one letter or digit")
        case .spaceAtEnd: Phrase.mustNotContain("a space at its start or end")
        }
    }
}
