import JSONCoding

/// The types that all texts of a column can have, to propose one of them.
///
/// A number with a leading zero or plus sign is an identifier, a postal code or a phone number, so
/// it is no number here.
public struct TextTypes: OptionSet, Sendable, Hashable {
    /// The bits.
    public let rawValue: Int
    /// Creates types from their bits.
    public init(rawValue: Int) { self.rawValue = rawValue }

    static let integer = TextTypes(rawValue: 1)
    static let decimal = TextTypes(rawValue: 2)
    static let date = TextTypes(rawValue: 4)
    static let datetime = TextTypes(rawValue: 8)
    static let bool = TextTypes(rawValue: 16)
    static let string = TextTypes(rawValue: 32)

    /// The types of a column without texts.
    public static let all: TextTypes = [.integer, .decimal, .date, .datetime, .bool, .string]

    private static let order: [(TextTypes, DataType)] = [
        (.integer, .integer), (.decimal, .decimal), (.date, .date), (.datetime, .datetime),
        (.bool, .bool), (.string, .string),
    ]

    /// The types that a text can have.
    public init(of text: String) {
        self = []
        let coercion = ValueCoercion()
        for (option, type) in TextTypes.order where coercion.accepts(.string(text), as: type) {
            insert(option)
        }
        if TextTypes.isIdentifier(text) { subtract([.integer, .decimal, .bool]) }
        // 3.0 is a decimal that happens to be whole.
        if !text.utf8.allSatisfy({ $0 == 0x2D || (0x30...0x39).contains($0) }) {
            remove(.integer)
        }
    }

    /// The narrowest type that all texts can have.
    public var dataType: DataType {
        TextTypes.order.first { contains($0.0) }?.1 ?? .text
    }

    private static func isIdentifier(_ text: String) -> Bool {
        let bytes = Array(text.utf8.prefix(3))
        guard let first = bytes.first else { return false }
        if first == UInt8(ascii: "+") { return true }
        let digits = first == UInt8(ascii: "-") ? bytes.dropFirst() : bytes[...]
        guard digits.first == UInt8(ascii: "0"), let second = digits.dropFirst().first else {
            return false
        }
        return (0x30...0x39).contains(second)
    }
}
