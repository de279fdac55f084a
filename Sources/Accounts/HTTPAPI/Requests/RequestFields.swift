public import Essentials
public import JSONCoding

/// Reads the members of a JSON object and collects the errors.
public struct RequestFields {
    private let object: JSONObject
    /// The errors so far.
    public private(set) var errors: [FieldError] = []

    /// Reads an object.
    public init(_ object: JSONObject) { self.object = object }

    /// Whether the object has the member, even if it is null.
    public func has(_ name: String) -> Bool { object[name] != nil }

    /// A string; nil when it is missing, null or invalid.
    public mutating func text(_ name: String, isRequired: Bool = false) -> String? {
        switch object[name] {
        case .string(let text): return text
        case nil, .null:
            if isRequired { refuse(name, Phrase.isRequired) }
        default: refuse(name, Phrase.mustBe("a string"))
        }
        return nil
    }

    /// An array of strings; nil when it is missing, null or invalid.
    public mutating func texts(_ name: String, isRequired: Bool = false) -> [String]? {
        switch object[name] {
        case .array(let elements):
            var texts: [String] = []
            for element in elements {
                guard case .string(let text) = element else {
                    refuse(name, Phrase.mustBe("an array of strings"))
                    return nil
                }
                texts.append(text)
            }
            return texts
        case nil, .null:
            if isRequired { refuse(name, Phrase.isRequired) }
        default: refuse(name, Phrase.mustBe("an array of strings"))
        }
        return nil
    }

    /// An integer within a range; nil when it is missing, null or invalid.
    public mutating func integer(_ name: String, in range: ClosedRange<Int>) -> Int? {
        switch object[name] {
        case .integer(let number): return integer(name, Int(exactly: number), in: range)
        // 10.0 is an integer, and so is one too large for 64 bits.
        case .number(let number) where number == number.rounded():
            return integer(name, Int(exactly: number) ?? (number > 0 ? .max : .min), in: range)
        case nil, .null: break
        default: refuse(name, Phrase.mustBe("a whole number"))
        }
        return nil
    }

    private mutating func integer(
        _ name: String,
        _ number: Int?,
        in range: ClosedRange<Int>
    ) -> Int? {
        if let number, range.contains(number) { return number }
        refuse(name, Phrase.mustBe(range))
        return nil
    }

    /// A boolean; nil when it is missing, null or invalid.
    public mutating func flag(_ name: String) -> Bool? {
        switch object[name] {
        case .bool(let flag): return flag
        case nil, .null: break
        default: refuse(name, Phrase.mustBe("a boolean"))
        }
        return nil
    }

    /// Rejects all members but the named ones; otherwise a misspelled one would be ignored.
    ///
    /// Those that may be ignored are not rejected.
    public mutating func refuseOthers(than names: [String], ignoring ignored: Set<String> = []) {
        for member in object.members
        where !names.contains(member.name) && !ignored.contains(member.name) {
            refuse(String(member.name.prefix(128)), Phrase.unknown("field", expected: names))
            if errors.count >= RequestFields.mostErrors { return }
        }
    }

    /// The most errors of one response.
    private static let mostErrors = 20

    /// Adds an error.
    public mutating func refuse(_ name: String, _ message: String) {
        errors.append(FieldError(name, message))
    }

    /// Throws ``ServiceError/invalid(_:)`` if there were errors.
    public func check() throws(ServiceError) {
        guard errors.isEmpty else { throw .invalid(errors) }
    }
}
