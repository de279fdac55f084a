/// Leading digits of international phone numbers, such as `346`.
public struct RoutePrefix: Hashable, Sendable, CustomStringConvertible {
    /// The number of digits, 1 to 15.
    public let digitCount: Int
    /// The digits as a number.
    public let value: UInt64

    /// Parses 1 to 15 digits without plus; nil for anything else.
    ///
    /// No country code begins with 0, so a prefix does not either.
    public init?(_ text: String) {
        let digits = text.utf8
        guard (1...15).contains(digits.count), digits.first != 48,
            digits.allSatisfy({ (48...57).contains($0) }), let value = UInt64(text)
        else { return nil }
        digitCount = digits.count
        self.value = value
    }

    /// The digits.
    public var description: String { String(value) }
}
