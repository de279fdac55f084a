import Attributes
import AudienceModel
import Essentials
import JSONCoding

extension JSONObject {
    /// The most characters of a user id or an event id.
    private static let idLimit = 255

    /// A required identifier: text without invisible characters, or a number, which becomes text.
    func identifier(_ name: String, _ errors: inout ItemErrors) -> String? {
        var text: String
        switch self[name] {
        case .string(let string): text = string
        case .integer(let number): text = String(number)
        case .number(let number):
            guard let whole = Int64(exactly: number) else {
                errors.add(
                    IngestError(
                        name,
                        "value.wrong_type",
                        Phrase.mustBe("a string, or a whole number of at most 64 bits")
                    )
                )
                return nil
            }
            text = String(whole)
        case nil, .null:
            errors.add(IngestError(name, "field.missing", Phrase.isRequired))
            return nil
        case let other?:
            errors.add(
                IngestError(
                    name,
                    "value.wrong_type",
                    Phrase.mustBe("a string", not: other.typeName)
                )
            )
            return nil
        }
        text = VisibleText.stripped(text)
        guard text.utf8.count <= Self.idLimit * 4,
            text.utf8.count <= Self.idLimit || text.unicodeScalars.count <= Self.idLimit
        else {
            errors.add(
                IngestError(name, "value.too_long", Phrase.mustHave("at most 255 characters"))
            )
            return nil
        }
        guard text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            errors.add(
                IngestError(
                    name,
                    "value.control_character",
                    Phrase.mustNotContain("control characters")
                )
            )
            return nil
        }
        // White space cannot be looked up.
        guard text.unicodeScalars.contains(where: { !$0.properties.isWhitespace }) else {
            errors.add(IngestError(name, "field.missing", Phrase.mustNotBe("empty")))
            return nil
        }
        return text
    }

    /// A member that must be an object, or an object as text; nil if there is none.
    ///
    /// A cell of a table can contain an object only as text, and is empty without one.
    func object(_ name: String, _ errors: inout ItemErrors) -> JSONObject? {
        switch self[name] {
        case nil, .null, .string("")?: return nil
        case .object(let object)?: return object
        case .string(let text)?:
            if let object = JSONText.object(text) { return object }
        default: break
        }
        let type = self[name]?.typeName ?? ""
        errors.add(IngestError(name, "value.wrong_type", Phrase.mustBe("an object", not: type)))
        return nil
    }
}
