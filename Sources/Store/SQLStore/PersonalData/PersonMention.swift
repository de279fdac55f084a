import Essentials
import JSONCoding
import PhoneNumbers

/// Finds out whether a refused item or a row of a file mentions a person.
///
/// Refused items are kept as received, so they may write a name of the person in another form than
/// the contact: a user id as a number, an e-mail address in capitals, a phone number without
/// country code.
struct PersonMention {
    /// Fewer digits at the end of a phone number would match too many people.
    private static let fewestDigits = 8
    /// The shortest prefix of a name, at the cut end of an excerpt, that counts as a mention.
    private static let fewestCharacters = 4

    private let names: Set<String>
    /// E-mail addresses and phone numbers, which identify the person anywhere in a text.
    private let addresses: [String]
    private let phoneDigits: [String]

    /// Creates it from the normalized user ids, e-mail addresses and phone numbers of a person.
    init(_ texts: [String]) {
        let texts = texts.map { $0.lowercased() }.filter { !$0.isEmpty }
        names = Set(texts)
        addresses = texts.filter { $0.contains("@") || $0.isPhoneNumber }
        phoneDigits = texts.filter(\.isPhoneNumber).flatMap { text in
            E164Number(text)?.variants.map { "\($0.digits)" } ?? [text.digits]
        }
    }

    /// Whether a value in the JSON contains a name of the person.
    func isFound(inJSON json: String) -> Bool {
        guard !names.isEmpty else { return false }
        guard let value = try? JSONDocument.parse(Array(json.utf8)) else {
            let json = json.lowercased()
            return names.contains { json.contains($0) }
        }
        return isFound(in: value)
    }

    /// Whether the excerpt of a row contains a name of the person, or the start of one at its end.
    func isFound(inExcerpt excerpt: String) -> Bool {
        let excerpt = excerpt.lowercased()
        return names.contains { name in
            if excerpt.contains(name) { return true }
            let fewest = Self.fewestCharacters
            let parts = (fewest..<max(name.count, fewest + 1)).map { name.prefix($0) }
            return parts.contains { excerpt.hasSuffix($0) }
        }
    }

    /// Whether bytes of the log contain a name of the person; there, a text follows its length.
    func isFound(inBytes bytes: [UInt8]) -> Bool {
        names.contains { name in
            let name = Array(name.utf8)
            guard bytes.count > name.count else { return false }
            return (1...bytes.count - name.count).contains { start in
                guard name.count > 127 || Int(bytes[start - 1]) == name.count else { return false }
                return zip(bytes[start...], name).allSatisfy { $0.lowercased == $1 }
            }
        }
    }

    private func isFound(in value: JSONValue) -> Bool {
        switch value {
        case .string(let text): isFound(inText: text)
        case .integer(let number): isFound(inText: String(number))
        case .array(let elements): elements.contains(where: isFound)
        case .object(let object): object.members.contains { isFound(in: $0.value) }
        default: false
        }
    }

    private func isFound(inText text: String) -> Bool {
        let text = text.lowercased()
        if names.contains(text) || addresses.contains(where: text.contains) { return true }
        guard !phoneDigits.isEmpty, let dialled = E164Number.dialledDigits(of: text) else {
            return false
        }
        let digits = dialled.drop { $0 == "0" }
        guard digits.count >= Self.fewestDigits else { return false }
        return phoneDigits.contains { $0.hasSuffix(digits) }
    }
}

extension UInt8 {
    fileprivate var lowercased: UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self | 0x20 : self
    }
}

extension String {
    fileprivate var isPhoneNumber: Bool {
        first == "+" && dropFirst().allSatisfy { $0.isASCII && $0.isNumber }
    }

    fileprivate var digits: String { filter { $0.isASCII && $0.isNumber } }
}
