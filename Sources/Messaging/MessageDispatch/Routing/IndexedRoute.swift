import AccountsModel
import Essentials
import MessagingModel

/// A route in a form that is fast to compare.
struct IndexedRoute: Sendable {
    let carrier: UInt8
    let country: CountryKey?
    let prefix: RoutePrefix?
    let sender: String?
    let project: Int64?
    let priority: Int
    let weight: UInt32
    let isSimulated: Bool

    init(_ route: Route, carrier: UInt8) throws(InvalidRoute) {
        guard (1...1000).contains(route.weight) else {
            throw InvalidRoute(route.id, .weight(route.weight))
        }
        self.carrier = carrier
        isSimulated = route.carrier == .simulator
        country = route.country.map { CountryKey($0) }
        if let name = route.country, country == CountryKey.none {
            throw InvalidRoute(route.id, .country(name))
        }
        prefix = route.prefix
        sender = route.sender
        project = route.project?.number
        priority = route.priority
        weight = UInt32(route.weight)
    }

    /// The specificity: project before sender before the longer prefix before country.
    var specificity: Int {
        (project == nil ? 0 : 64) + (sender == nil ? 0 : 32) + (prefix?.digitCount ?? 0) * 2
            + (country == nil ? 0 : 1)
    }

    /// Whether it takes every message.
    var isUnconditional: Bool {
        country == nil && prefix == nil && sender == nil && project == nil
    }

    /// Whether prefix and sender match; plans look at country and project.
    func matches(_ destination: UInt64, digits: Int, sender wanted: String) -> Bool {
        if let prefix, !prefix.matches(destination, digits: digits) { return false }
        return sender == nil || sender == wanted
    }

    /// Whether matching routes, best first, lead to the simulator: whether all of the best do.
    static func areSimulated(_ matching: [IndexedRoute]) -> Bool {
        guard let best = matching.first else { return false }
        return matching.prefix { !best.isBefore($0) }.allSatisfy(\.isSimulated)
    }

    func isBefore(_ other: IndexedRoute) -> Bool {
        priority == other.priority
            ? specificity > other.specificity : priority > other.priority
    }
}

/// A country's two letters as one number, upper case; ``none`` for anything else.
struct CountryKey: Hashable, Sendable {
    private let packed: UInt16

    static let none = CountryKey("")

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

extension RoutePrefix {
    /// Whether a number with this many digits begins with the prefix.
    func matches(_ number: UInt64, digits: Int) -> Bool {
        digits >= digitCount && number / UInt64.powersOfTen[digits - digitCount] == value
    }
}

extension UInt64 {
    static let powersOfTen: [UInt64] = (0..<20).map { exponent in
        (0..<exponent).reduce(1) { product, _ in product * 10 }
    }

    /// The number of decimal digits; 0 for zero.
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
