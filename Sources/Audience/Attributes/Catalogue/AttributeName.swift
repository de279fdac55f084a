/// The rules for names of attributes, event types and parameters that a project creates.
public enum AttributeName {
    /// The most characters of a name.
    public static let longest = 64

    /// Whether the text is a name: 1 to 64 of `A-Z`, `a-z`, `0-9`, `_` and `-`.
    public static func isValid(_ name: String) -> Bool {
        (1...longest).contains(name.utf8.count) && name.utf8.allSatisfy(isAllowed)
    }

    /// Whether a project may create an attribute with the name: `_` is reserved for built-in ones.
    public static func isValidCustom(_ name: String) -> Bool { isValid(name) && !isReserved(name) }

    /// Whether the name is reserved for built-in attributes.
    public static func isReserved(_ name: String) -> Bool {
        name.utf8.first == UInt8(ascii: "_")
    }

    /// The name that a project may create for a column of a file; nil if there is none.
    ///
    /// Accents are dropped, and other characters than letters, digits, `_` and `-` become one `_`:
    /// `Prénom / First Name` is `Prenom_First_Name`.
    public static func made(from column: String) -> String? {
        let plain = TextFolding(ignoresCase: false, ignoresAccents: true).fold(column)
        let parts = plain.utf8.split { !isAllowed($0) }
        let joined = parts.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "_")
        let name = String(joined.drop { $0 == "_" }.prefix(longest))
        return isValidCustom(name) ? name : nil
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
