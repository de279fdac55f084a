import Foundation

/// A JSON value for tests: `answer.json.entity.status == "sent"`.
///
/// Read with Foundation, so that our own codec does not check itself.
@dynamicMemberLookup
public enum JSON: Sendable, Equatable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([JSON])
    case object([String: JSON])
    /// There is no such member or element, or the text is not JSON.
    case missing

    /// Reads a text; anything but JSON becomes ``missing``.
    public init(_ bytes: [UInt8]) {
        self = (try? JSONDecoder().decode(JSON.self, from: Data(bytes))) ?? .missing
    }

    /// The member of an object.
    public subscript(dynamicMember name: String) -> JSON { self[name] }

    /// The member of an object.
    public subscript(name: String) -> JSON {
        guard case .object(let members) = self else { return .missing }
        return members[name] ?? .missing
    }

    /// The element of an array.
    public subscript(index: Int) -> JSON {
        guard case .array(let elements) = self, elements.indices.contains(index) else {
            return .missing
        }
        return elements[index]
    }

    /// The elements of an array; none for other values.
    public var elements: [JSON] {
        guard case .array(let elements) = self else { return [] }
        return elements
    }

    /// The names of an object's members, sorted.
    public var names: [String] {
        guard case .object(let members) = self else { return [] }
        return members.keys.sorted()
    }

    /// The characters of a string; nil for other values.
    public var string: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    /// The value of a number; nil for other values.
    public var value: Double? {
        guard case .number(let value) = self else { return nil }
        return value
    }
}

extension JSON: Decodable {
    /// Reads any value.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let flag = try? container.decode(Bool.self) {
            self = .bool(flag)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else if let text = try? container.decode(String.self) {
            self = .string(text)
        } else if let elements = try? container.decode([JSON].self) {
            self = .array(elements)
        } else {
            self = .object(try container.decode([String: JSON].self))
        }
    }

    /// The names of the members at a depth of a text, in their order.
    ///
    /// Depth 1 is the outermost object; only the first object or array at the depth is read.
    public static func orderedNames(in text: [UInt8], depth wanted: Int) -> [String] {
        var names: [String] = []
        var (depth, start) = (0, Int?.none)
        var last: String?
        var isEscaped = false
        for (index, octet) in text.enumerated() {
            if let opening = start {
                if isEscaped {
                    isEscaped = false
                } else if octet == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if octet == UInt8(ascii: "\"") {
                    last = String(decoding: text[(opening + 1)..<index], as: UTF8.self)
                    start = nil
                }
                continue
            }
            switch octet {
            case UInt8(ascii: "\""): start = index
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if depth == wanted, !names.isEmpty { return names }
                depth -= 1
            case UInt8(ascii: ":"): if depth == wanted, let last { names.append(last) }
            default: break
            }
        }
        return names
    }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByNilLiteral, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral
{
    /// A string.
    public init(stringLiteral value: String) { self = .string(value) }
    /// A number.
    public init(integerLiteral value: Int) { self = .number(Double(value)) }
    /// A number.
    public init(floatLiteral value: Double) { self = .number(value) }
    /// A Boolean.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// Null.
    public init(nilLiteral: ()) { self = .null }
    /// An array.
    public init(arrayLiteral elements: JSON...) { self = .array(elements) }
    /// An object.
    public init(dictionaryLiteral elements: (String, JSON)...) {
        self = .object(Dictionary(elements) { _, last in last })
    }
}
