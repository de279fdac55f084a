/// An international telephone number: calling code and national number, 6 to 15 digits.
///
/// One machine word, so that the pipeline passes numbers without allocation. Creating one checks
/// the form and that the calling code exists; ``isValid`` checks the rest against the country's
/// plan. Source: ITU-T E.164.
public struct E164Number: Hashable, Sendable {
    /// Bits 0–49 digits as an integer, 50–53 their count, 54–63 the calling code.
    private let word: UInt64

    /// Reads `+`, `00` or nothing before the digits; anything else in the text is refused.
    public init?(_ text: String) {
        self.init(octets: text.utf8.span)
    }

    /// Reads the bytes of a number in the same way.
    public init?(octets: Span<UInt8>) {
        var index = Self.prefixLength(octets)
        let count = octets.count - index
        guard Self.digitCounts.contains(count), octets[index] != UInt8(ascii: "0") else {
            return nil
        }
        var digits: UInt64 = 0
        while index < octets.count {
            let digit = octets[index] &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            digits = digits &* 10 &+ UInt64(digit)
            index &+= 1
        }
        self.init(digits: digits, count: count)
    }

    /// Creates a number from its digits as an integer, the form in stores.
    public init?(digits: UInt64) {
        guard digits < Self.powersOfTen[15] else { return nil }
        var count = 15
        while count > 1, digits < Self.powersOfTen[count - 1] { count -= 1 }
        guard Self.digitCounts.contains(count) else { return nil }
        self.init(digits: digits, count: count)
    }

    private init?(digits: UInt64, count: Int) {
        let plans = NumberPlans.shared
        for length in 1...3 {
            let code = Int(digits / Self.powersOfTen[count - length])
            guard plans.isAssigned(code) else { continue }
            word = digits | UInt64(count) << 50 | UInt64(code) << 54
            return
        }
        return nil
    }

    /// The digits as an integer, without the plus sign.
    public var digits: UInt64 { word & (1 << 50 - 1) }

    /// The number of digits, including the calling code.
    public var digitCount: Int { Int(word >> 50 & 0xF) }

    /// The calling code, such as 34 or 1.
    public var callingCode: Int { Int(word >> 54) }

    /// The digits after the calling code.
    public var nationalDigitCount: Int {
        let code = callingCode
        return digitCount - (code < 10 ? 1 : (code < 100 ? 2 : 3))
    }

    /// The ISO 3166 code of the country; nil for a calling code without a country.
    ///
    /// If countries share a calling code, the leading digits decide; digits of no known range
    /// count as the main country's (`US` for 1).
    public var country: String? {
        let plans = NumberPlans.shared
        return plans.countryCode(at: plans.place(of: self).country)
    }

    /// Whether the plan of its country has the number: it is of a range that is in use.
    public var isValid: Bool { NumberPlans.shared.place(of: self).type != nil }

    /// The type of the number; unknown if the number is not valid.
    public var type: PhoneNumberType { NumberPlans.shared.place(of: self).type ?? .unknown }

    /// Whether the calling code has numbers of this length.
    public var isPossible: Bool { NumberPlans.shared.isPossible(self) }

    /// The digits after the calling code.
    var nationalDigits: Digits { Digits(digits, count: nationalDigitCount) }

    /// The shortest are of Austria and Iran.
    static let digitCounts = 6...15

    static let powersOfTen: [UInt64] = (0...15).map { exponent in
        (0..<exponent).reduce(1) { power, _ in power * 10 }
    }

    /// The number of bytes before the digits.
    static func prefixLength(_ octets: Span<UInt8>) -> Int {
        let zero = UInt8(ascii: "0")
        if octets.count > 0, octets[0] == UInt8(ascii: "+") { return 1 }
        if octets.count > 1, octets[0] == zero, octets[1] == zero { return 2 }
        return 0
    }
}

extension E164Number: CustomStringConvertible {
    /// The number with its plus sign, such as `+34600000000`.
    public var description: String {
        let count = digitCount
        return String(unsafeUninitializedCapacity: 16) { buffer in
            buffer[0] = UInt8(ascii: "+")
            var rest = digits
            for index in stride(from: count, to: 0, by: -1) {
                buffer[index] = UInt8(ascii: "0") + UInt8(rest % 10)
                rest /= 10
            }
            return count + 1
        }
    }
}

extension E164Number: Comparable {
    /// Numbers in the order of their digits as integers.
    public static func < (left: Self, right: Self) -> Bool { left.digits < right.digits }
}
