/// The shape of names of languages and regions, as `es` or `es-ES`.
public enum LanguageTag {
    /// The most octets of a tag (RFC 5646, 4.4.1).
    private static let longest = 35

    /// Whether a text has the shape of a tag; `_` stands for `-`, as many systems write it.
    public static func isWellFormed(_ text: String) -> Bool {
        (2...longest).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                    || byte == 0x2D || byte == 0x5F
            }
    }
}
