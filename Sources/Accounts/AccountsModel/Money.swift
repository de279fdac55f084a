/// An amount in millionths of the organization's currency; negative amounts are charges.
///
/// One micro-unit is 0.000001 EUR for an account in euros, so a price of 0.045 is 45,000.
public struct Money: Hashable, Comparable, Sendable {
    /// The amount in millionths of a currency unit.
    public var micros: Int64

    /// Creates an amount from millionths of a currency unit.
    public init(micros: Int64) { self.micros = micros }

    /// Nothing.
    public static let zero = Money(micros: 0)

    /// Whether the left amount is smaller.
    public static func < (left: Money, right: Money) -> Bool { left.micros < right.micros }

    /// The sum.
    public static func + (left: Money, right: Money) -> Money {
        Money(micros: left.micros + right.micros)
    }

    /// The difference.
    public static func - (left: Money, right: Money) -> Money {
        Money(micros: left.micros - right.micros)
    }

    /// The amount multiplied by a count.
    public static func * (amount: Money, count: Int) -> Money {
        Money(micros: amount.micros * Int64(count))
    }

    /// The amount with the opposite sign.
    public static prefix func - (amount: Money) -> Money { Money(micros: -amount.micros) }
}

extension Money: CustomStringConvertible, LosslessStringConvertible {
    /// The amount in currency units, exact, with at least two decimals, such as `0.045` or `12.50`.
    public var description: String {
        let magnitude = micros.magnitude
        var fraction = String(magnitude % 1_000_000)
        fraction = String(repeating: "0", count: 6 - fraction.count) + fraction
        while fraction.count > 2, fraction.hasSuffix("0") { fraction.removeLast() }
        return "\(micros < 0 ? "-" : "")\(magnitude / 1_000_000).\(fraction)"
    }

    /// Reads an amount in currency units, such as `12`, `-0.5` or `0.045`; at most six decimals.
    public init?(_ text: String) {
        var rest = Substring(text)
        let isNegative = rest.hasPrefix("-")
        if isNegative { rest.removeFirst() }
        let pieces = rest.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = pieces.first, !whole.isEmpty, whole.utf8.allSatisfy(isDigit),
            whole.utf8.count <= 12, let units = Int64(whole)
        else { return nil }
        var micros = units * 1_000_000
        if pieces.count == 2 {
            let fraction = pieces[1]
            guard (1...6).contains(fraction.utf8.count), fraction.utf8.allSatisfy(isDigit),
                let value = Int64(fraction + String(repeating: "0", count: 6 - fraction.count))
            else { return nil }
            micros += value
        }
        self.init(micros: isNegative ? -micros : micros)
    }
}

private func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
