/// Keeps secrets out of messages: a terminal, a log or a ticket may keep what is printed.
enum Secrecy {
    /// What secrets begin with: tokens, and signing secrets of callbacks.
    static let beginnings = ["hg_product_", "hg_source_", "hg_sms_", "hg_legacy_", "whsec_"]

    /// Whether the text is, or begins like, a secret.
    static func isSecret(_ text: String) -> Bool {
        beginnings.contains { text.hasPrefix($0) }
    }

    /// The text without the secrets in it, and without the passwords of URLs.
    static func masked(_ text: String) -> String {
        var result = text
        for beginning in beginnings {
            var rest = result[...]
            var parts = ""
            while let start = rest.firstRange(of: beginning) {
                parts += rest[..<start.upperBound] + "…"
                rest = rest[start.upperBound...].drop { isPartOfSecret($0) }
            }
            result = parts + rest
        }
        return withoutPasswords(result)
    }

    private static func isPartOfSecret(_ character: Character) -> Bool {
        character.isASCII
            && (character.isLetter || character.isNumber || "+/=_-".contains(character))
    }

    /// `scheme://user:password@host` becomes `scheme://user:…@host`.
    private static func withoutPasswords(_ text: String) -> String {
        var result = ""
        var rest = text[...]
        while let scheme = rest.firstRange(of: "://") {
            result += rest[..<scheme.upperBound]
            rest = rest[scheme.upperBound...]
            let authority = rest.prefix { !"/?#' ".contains($0) }
            guard let at = authority.lastIndex(of: "@"),
                let colon = authority[..<at].firstIndex(of: ":")
            else { continue }
            result += rest[...colon] + "…"
            rest = rest[at...]
        }
        return result + rest
    }
}
