/// A routing rule in the form that is quick to compare.
struct IndexedRule: Sendable {
    let carrier: UInt8
    let country: CountryKey?
    let prefix: DigitPrefix?
    let sender: String?
    let project: Int64?
    let priority: Int
    let weight: UInt32

    init<Name>(_ rule: RoutingRule<Name>, carrier: UInt8) throws(DispatchError) {
        guard (1...1000).contains(rule.weight) else { throw .invalidWeight(rule.weight) }
        self.carrier = carrier
        if let name = rule.country {
            let key = CountryKey(name)
            guard key != .none else { throw .invalidCountry(name) }
            country = key
        } else {
            country = nil
        }
        if let digits = rule.prefix {
            guard let value = DigitPrefix(digits) else { throw .invalidPrefix(digits) }
            prefix = value
        } else {
            prefix = nil
        }
        sender = rule.sender
        project = rule.project
        priority = rule.priority
        weight = UInt32(rule.weight)
    }

    /// Project before sender before the longer prefix before country.
    var specificity: Int {
        (project == nil ? 0 : 64) + (sender == nil ? 0 : 32) + (prefix?.count ?? 0) * 2
            + (country == nil ? 0 : 1)
    }

    func isBefore(_ other: IndexedRule) -> Bool {
        priority == other.priority
            ? specificity > other.specificity : priority > other.priority
    }
}

/// A country's two letters as one number, upper case; ``none`` for anything else.
@usableFromInline
struct CountryKey: Hashable, Sendable {
    private let packed: UInt16

    static let none = CountryKey("")

    @usableFromInline
    init(_ name: String) {
        var letters: UInt16 = 0
        var count = 0
        for byte in name.utf8 {
            let upper = byte & 0xDF
            guard count < 2, (65...90).contains(upper) else {
                count = 0
                break
            }
            letters = letters << 8 | UInt16(upper)
            count += 1
        }
        packed = count == 2 ? letters : 0
    }
}

/// The first digits of a number.
struct DigitPrefix: Hashable, Sendable {
    let count: Int
    private let value: UInt64

    /// Reads 1 to 15 digits, the first of them not 0; nil for anything else.
    init?(_ text: String) {
        let digits = text.utf8
        guard (1...15).contains(digits.count), digits.first != UInt8(ascii: "0"),
            digits.allSatisfy({ (48...57).contains($0) }), let number = UInt64(text)
        else { return nil }
        count = digits.count
        value = number
    }

    func matches(_ number: UInt64, digits: Int) -> Bool {
        digits >= count && number / UInt64.powersOfTen[digits - count] == value
    }
}

extension UInt64 {
    static let powersOfTen: [UInt64] = (0..<20).map { exponent in
        (0..<exponent).reduce(1) { product, _ in product * 10 }
    }

    /// How many digits the number has in decimal; 0 for zero.
    var decimalDigitCount: Int {
        var count = 0
        var rest = self
        while rest > 0 {
            rest /= 10
            count += 1
        }
        return count
    }
}
