/// How values of a merge attribute are made comparable.
public enum ValueNormalisation: String, Hashable, Sendable, CaseIterable {
    /// Without white space at the ends.
    case text
    /// Without white space at the ends, and in lower case.
    case email

    /// The comparable form; empty if nothing is left to compare.
    public func callAsFunction(_ text: String) -> String {
        let trimmed = trimmed(text)
        switch self {
        case .text: return trimmed
        case .email: return isLowerCase(trimmed) ? trimmed : trimmed.lowercased()
        }
    }

    private func trimmed(_ text: String) -> String {
        if let first = text.utf8.first, let last = text.utf8.last,
            (0x21...0x7E).contains(first), (0x21...0x7E).contains(last)
        {
            return text
        }
        guard let first = text.unicodeScalars.first, let last = text.unicodeScalars.last,
            first.properties.isWhitespace || last.properties.isWhitespace
        else { return text }
        let rest = text.unicodeScalars.drop(while: \.properties.isWhitespace)
        guard let end = rest.lastIndex(where: { !$0.properties.isWhitespace }) else { return "" }
        return String(rest[...end])
    }

    /// Whether the text is ASCII without capitals, as nearly all addresses are.
    private func isLowerCase(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 < 128 && !(65...90).contains($0) }
    }
}
