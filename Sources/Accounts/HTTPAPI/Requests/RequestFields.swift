public import Essentials
public import JSONCoding

/// Reads the members of a body that must be an object, and remembers what is wrong with them.
public struct RequestFields {
    private let object: JSONObject
    /// What is wrong so far.
    public private(set) var errors: [FieldError] = []

    /// Reads an object.
    public init(_ object: JSONObject) { self.object = object }

    /// Whether the object has the member, be it null.
    public func has(_ name: String) -> Bool { object[name] != nil }

    /// A text; nil when it is left out, null or wrong.
    public mutating func text(_ name: String, isRequired: Bool = false) -> String? {
        switch object[name] {
        case .string(let text): return text
        case nil, .null:
            if isRequired { refuse(name, Phrase.isRequired) }
        default: refuse(name, Phrase.mustBe("a string"))
        }
        return nil
    }

    /// A list of texts; nil when it is left out, null or wrong.
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

    /// A whole number within a range; nil when it is left out, null or wrong.
    public mutating func integer(_ name: String, in range: ClosedRange<Int>) -> Int? {
        switch object[name] {
        case .integer(let number): return integer(name, Int(exactly: number), in: range)
        // 10.0 is a whole number, and so is one too large for 64 bits.
        case .number(let number) where number == number.rounded():
            return integer(name, Int(exactly: number), in: range)
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

    /// True or false; nil when it is left out, null or wrong.
    public mutating func flag(_ name: String) -> Bool? {
        switch object[name] {
        case .bool(let flag): return flag
        case nil, .null: break
        default: refuse(name, Phrase.mustBe("a boolean"))
        }
        return nil
    }

    /// Refuses all members but the named ones: a word that is mistyped would say nothing otherwise.
    public mutating func refuseOthers(than names: [String]) {
        for member in object.members where !names.contains(member.name) {
            refuse(String(member.name.prefix(128)), Phrase.unknown("field", expected: names))
            if errors.count >= RequestFields.mostErrors { return }
        }
    }

    /// So many are told; more would not help anybody.
    private static let mostErrors = 20

    /// Remembers that a rule is broken.
    public mutating func refuse(_ name: String, _ message: String) {
        errors.append(FieldError(name, message))
    }

    /// Throws what is wrong.
    public func check() throws(ServiceError) {
        guard errors.isEmpty else { throw .invalid(errors) }
    }
}
