public import Essentials

/// A value of a contact's attribute or of an event's parameter.
///
/// Texts are in Unicode's NFC, decimals are finite, and the elements of a list have one type and
/// are not lists. ``ValueCoercion`` ensures this for new values, and decoding preserves it.
public enum AttributeValue: Sendable, Hashable {
    /// A value of `string` or `text`.
    case text(String)
    /// A value of `integer`, or a whole `decimal` that a double cannot hold.
    case integer(Int64)
    /// Any other value of `decimal`.
    case decimal(Double)
    /// A value of `bool`.
    case bool(Bool)
    /// A value of `date`.
    case date(CivilDate)
    /// A value of `datetime`.
    case moment(Timestamp)
    /// A value of `coordinates`.
    case coordinates(Coordinates)
    /// A value of `payload`: JSON without spaces, with members in their original order.
    case payload(String)
    /// The values of a multi-value attribute in their order.
    case list([AttributeValue])

    /// A whole number as a value of `decimal`.
    public init(exactly number: Int64) {
        self = number.isExactInDouble ? .decimal(Double(number)) : .integer(number)
    }

    /// The value's elements: those of a list, or the one value.
    public var elements: [AttributeValue] {
        if case .list(let elements) = self { elements } else { [self] }
    }

    /// Whether the value, or each element of a list, has the type.
    public func isOf(_ type: DataType) -> Bool {
        switch self {
        case .text: type.isTextual
        case .integer(let number):
            type == .integer || type == .decimal && !number.isExactInDouble
        case .decimal: type == .decimal
        case .bool: type == .bool
        case .date: type == .date
        case .moment: type == .datetime
        case .coordinates: type == .coordinates
        case .payload: type == .payload
        case .list(let elements): elements.allSatisfy { $0.isOf(type) }
        }
    }
}

/// A total order: numbers by value; others by kind in the order of the cases, then by value; texts
/// by their UTF-8 bytes.
extension AttributeValue: Comparable {
    /// Whether the left value comes first.
    public static func < (left: AttributeValue, right: AttributeValue) -> Bool {
        let (leftRank, rightRank) = (left.rank, right.rank)
        return switch (left, right) {
        case (.text(let left), .text(let right)), (.payload(let left), .payload(let right)):
            left.utf8.lexicographicallyPrecedes(right.utf8)
        case (.integer(let left), .integer(let right)): left < right
        case (.decimal(let left), .decimal(let right)): left < right
        case (.integer(let left), .decimal(let right)):
            left.isLess(than: right) ?? (leftRank < rightRank)
        case (.decimal(let left), .integer(let right)):
            right.isLess(than: left).map(!) ?? (leftRank < rightRank)
        case (.bool(let left), .bool(let right)): !left && right
        case (.date(let left), .date(let right)): left.daysSinceEpoch < right.daysSinceEpoch
        case (.moment(let left), .moment(let right)): left < right
        case (.coordinates(let left), .coordinates(let right)):
            (left.latitude, left.longitude) < (right.latitude, right.longitude)
        case (.list(let left), .list(let right)): left.lexicographicallyPrecedes(right)
        default: leftRank < rightRank
        }
    }

    private var rank: Int {
        switch self {
        case .text: 0
        case .integer: 1
        case .decimal: 2
        case .bool: 3
        case .date: 4
        case .moment: 5
        case .coordinates: 6
        case .payload: 7
        case .list: 8
        }
    }
}

extension Int64 {
    /// Whether a double holds the number exactly.
    public var isExactInDouble: Bool { Int64(exactly: Double(self)) == self }

    /// Whether the number is less than another one; nil if they are equal.
    func isLess(than other: Double) -> Bool? {
        let rounded = Double(self)
        if rounded != other { return rounded < other }
        guard let whole = Int64(exactly: other) else { return other > 0 }
        return self == whole ? nil : self < whole
    }
}
