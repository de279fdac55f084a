public import Attributes

/// A comparison of texts.
public struct TextTest: Sendable, Hashable {
    /// What a text is compared with.
    public let kind: Kind
    /// How a text is folded before it is compared.
    public let folding: TextFolding

    /// What a text is compared with; the operands are already folded.
    public enum Kind: Sendable, Hashable {
        /// One of the texts.
        case equals(Set<[UInt8]>)
        /// One of the texts, anywhere.
        case contains([[UInt8]])
        /// One of the texts at the start.
        case startsWith([[UInt8]])
        /// One of the texts at the end.
        case endsWith([[UInt8]])
        /// A regular expression.
        case pattern(RegularExpression)
    }

    func matches(_ text: String) -> Bool {
        var folded = folding.fold(text)
        return folded.withUTF8(matches(folded:))
    }

    /// Whether a text that is already folded matches.
    public func matches(folded bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        switch kind {
        case .equals(let texts) where texts.count > 8: texts.contains(Array(bytes))
        case .equals(let texts): texts.contains { bytes.isSame(as: $0) }
        case .contains(let parts): parts.contains { bytes.find($0) }
        case .startsWith(let parts): parts.contains { bytes.begins(with: $0) }
        case .endsWith(let parts): parts.contains { bytes.ends(with: $0) }
        case .pattern(let expression): expression.matches(folded: bytes)
        }
    }
}
