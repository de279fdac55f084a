/// The syntax of language tags, such as `es` or `es-ES`.
public enum LanguageTag {
    /// The longest tag, in bytes (RFC 5646, 4.4.1).
    private static let longest = 35

    /// Whether a text is a well-formed tag; `_` counts as `-`, because many systems write it.
    public static func isWellFormed(_ text: String) -> Bool {
        guard (2...longest).contains(text.utf8.count) else { return false }
        let parts = text.utf8.split(omittingEmptySubsequences: false) { $0 == 0x2D || $0 == 0x5F }
        return parts.allSatisfy { (1...8).contains($0.count) && $0.allSatisfy(isAlphanumeric) }
            && parts.first?.contains(where: isDigit) == false
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        isDigit(byte) || (65...90).contains(byte) || (97...122).contains(byte)
    }
}
