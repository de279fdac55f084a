/// Values that do not identify anybody, and so never merge.
public struct BlockedValues: Hashable, Sendable {
    /// Exact values, in lower case.
    public let exact: Set<String>
    /// Values in which `*` stands for any characters, in lower case.
    public let patterns: [String]
    /// Whether values without a letter and without a digit other than 0 are blocked.
    public let blocksZeros: Bool
    private let parts: [WildcardPattern]

    /// The most entries of a list.
    public static let mostEntries = 1000

    /// Creates the list; an entry with `*` is a pattern, and case is ignored.
    public init(_ entries: [String], blocksZeros: Bool = true) {
        let lower = Set(entries.map { $0.lowercased() })
        exact = lower.filter { !$0.contains("*") }
        patterns = lower.filter { $0.contains("*") }.sorted()
        parts = patterns.map(WildcardPattern.init)
        self.blocksZeros = blocksZeros
    }

    /// Placeholders that software writes: words for nothing, zeros, and test addresses.
    public static let standard = BlockedValues([
        "-1", "null", "nil", "none", "undefined", "unknown", "anonymous", "guest", "n/a", "na",
        "nan", "false", "true", "test", "test@*", "noreply@*", "no-reply@*",
    ])
    /// No values.
    public static let none = BlockedValues([], blocksZeros: false)

    /// Whether the normalised value never merges; an empty one never does.
    public func contains(_ value: String) -> Bool {
        if value.isEmpty { return true }
        if blocksZeros, BlockedValues.isZeros(value) { return true }
        if exact.isEmpty && parts.isEmpty { return false }
        let lower =
            value.utf8.contains { $0 >= 128 || (65...90).contains($0) }
            ? value.lowercased() : value
        return exact.contains(lower) || parts.contains { $0.matches(lower) }
    }

    /// Whether the value has only zeros and signs, such as `0`, `+000`, `00-00` or `--`.
    static func isZeros(_ value: String) -> Bool {
        value.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: " "):
                true
            default: false
            }
        }
    }
}

extension BlockedValues {
    /// Lists are equal if they have the same entries.
    public static func == (left: BlockedValues, right: BlockedValues) -> Bool {
        left.blocksZeros == right.blocksZeros && left.exact == right.exact
            && left.patterns == right.patterns
    }

    /// Hashes the entries.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(blocksZeros)
        hasher.combine(exact)
        hasher.combine(patterns)
    }
}
