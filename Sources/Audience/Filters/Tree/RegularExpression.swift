public import Attributes
import CRE2

/// A regular expression in RE2's syntax; matching takes time linear in the text.
///
/// Safe to share: RE2 expressions are immutable once compiled and may be matched by any thread.
public final class RegularExpression: @unchecked Sendable, Hashable {
    /// The original pattern.
    public let pattern: String
    /// The differences that it ignores.
    public let folding: TextFolding
    private let expression: OpaquePointer

    /// The most memory of a compiled expression; a larger one is refused as too complex.
    static let mostMemory = 1 << 20

    /// Compiles a pattern.
    ///
    /// If accents are ignored, they are also removed from the pattern.
    public init(
        _ pattern: String,
        folding: TextFolding
    ) throws(RegularExpressionError) {
        guard pattern.utf8.count <= FilterLimits.patternBytes else { throw .tooLong }
        let accents = TextFolding(ignoresCase: false, ignoresAccents: folding.ignoresAccents)
        var source = accents.fold(pattern)
        var error: [CChar] = Array(repeating: 0, count: 200)
        let compiled = source.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) {
                CRE2_compile(
                    $0.baseAddress,
                    $0.count,
                    folding.ignoresCase,
                    RegularExpression.mostMemory,
                    &error,
                    error.count
                )
            }
        }
        guard let compiled else {
            let message = error.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
            throw .invalid(String(decoding: message, as: UTF8.self))
        }
        self.pattern = pattern
        self.folding = folding
        expression = compiled
    }

    deinit { CRE2_free(expression) }

    /// Whether it matches anywhere in the text, without accents if those are ignored.
    public func matches(_ text: String) -> Bool {
        let accents = TextFolding(ignoresCase: false, ignoresAccents: folding.ignoresAccents)
        var folded = accents.fold(text)
        return folded.withUTF8(matches(folded:))
    }

    func matches(folded bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        bytes.withMemoryRebound(to: CChar.self) {
            CRE2_matches(expression, $0.baseAddress, $0.count)
        }
    }

    /// Whether both have the same pattern and options.
    public static func == (left: RegularExpression, right: RegularExpression) -> Bool {
        left.pattern == right.pattern && left.folding == right.folding
    }

    /// Hashes the pattern.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(pattern)
        hasher.combine(folding)
    }
}

/// Why a pattern is refused.
public enum RegularExpressionError: Error, Sendable, Hashable {
    /// More than 1,000 bytes.
    case tooLong
    /// Not in RE2's syntax, or too complex; with RE2's message.
    case invalid(String)
}
