import Essentials
import JSONCoding

/// Reads the members of a node, with the path in errors.
struct NodeReader {
    let path: String
    private let object: JSONObject

    /// The members of a comparing condition.
    static let testMembers = ["type", "key", "operator", "values", "ignoreCase", "ignoreAccents"]

    init(_ json: JSONValue, at path: String) throws(FilterError) {
        guard case .object(let object) = json else {
            throw FilterError(.wrongShape, at: path, Phrase.mustBe("an object", not: json.typeName))
        }
        guard object.members.count <= 16 else {
            throw FilterError(.tooLarge, at: path, Phrase.mustHave("at most 16 members"))
        }
        self.object = object
        self.path = path
    }

    /// A member that is not `null`.
    subscript(name: String) -> JSONValue? {
        guard let value = object[name], !value.isNull else { return nil }
        return value
    }

    /// Refuses unknown members: ignoring one could select the wrong contacts.
    func allow(_ names: [String]) throws(FilterError) {
        for member in object.members where !names.contains(member.name) {
            throw FilterError(
                .unknownMember,
                at: "\(path).\(member.name.prefix(64))",
                Phrase.unknown("field", expected: names)
            )
        }
    }

    func text(_ name: String) throws(FilterError) -> String {
        guard case .string(let text) = self[name] else {
            throw FilterError(.wrongShape, at: "\(path).\(name)", Phrase.mustBe("a string"))
        }
        return text
    }

    /// A Boolean; nil if it is missing.
    func flag(_ name: String) throws(FilterError) -> Bool? {
        switch self[name] {
        case nil: return nil
        case .bool(let flag): return flag
        default: throw FilterError(.wrongShape, at: "\(path).\(name)", Phrase.mustBe("a boolean"))
        }
    }

    /// The elements of an array, with their paths.
    func array(_ name: String) throws(FilterError) -> [(JSONValue, path: String)] {
        guard case .array(let elements) = self[name] else {
            throw FilterError(.wrongShape, at: "\(path).\(name)", Phrase.mustBe("an array"))
        }
        guard elements.count <= FilterLimits.values else {
            throw FilterError(
                .tooLarge,
                at: "\(path).\(name)",
                Phrase.mustHave("at most \(FilterLimits.values) elements")
            )
        }
        return elements.enumerated().map { ($1, "\(path).\(name)[\($0)]") }
    }

    /// Whether the JSON is a condition on the type of an event.
    static func isOnType(_ json: JSONValue) -> Bool {
        guard case .object(let object) = json else { return false }
        return object["key"] == .string("event-type")
    }
}
