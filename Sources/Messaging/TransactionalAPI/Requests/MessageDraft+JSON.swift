import Essentials
import HTTPAPI
import JSONCoding
import Messaging

extension MessageDraft {
    /// The members of a message.
    private static let members = ["from", "to", "text", "clientId", "scheduledAt", "allowUnicode"]

    /// Reads a message from JSON; unknown members, and values of the wrong type, become errors of
    /// their fields.
    ///
    /// A misspelled `scheduledAt` that was ignored would send the message at once.
    init(_ object: JSONObject) {
        self.init()
        from = text("from", in: object)
        to = text("to", in: object)
        text = text("text", in: object)
        clientID = text("clientId", in: object)
        scheduledAt = text("scheduledAt", in: object)
        switch LenientBool(object["allowUnicode"]) {
        case .value(let flag): allowsUnicode = flag
        case .absent: break
        case .invalid: errors.append(FieldError("allowUnicode", Phrase.mustBe("a boolean")))
        }
        guard !object.members.allSatisfy({ Self.members.contains($0.name) }) else { return }
        var fields = RequestFields(object)
        fields.refuseOthers(than: Self.members)
        errors += fields.errors
    }

    private mutating func text(_ name: String, in object: JSONObject) -> String? {
        switch object[name] {
        case .string(let text): return text
        case nil, .null: return nil
        default:
            errors.append(FieldError(name, Phrase.mustBe("a string")))
            return nil
        }
    }
}

/// A boolean as SDKs send it: `true`, `"true"`, `"1"`, `1`, and their opposites.
enum LenientBool: Equatable {
    case value(Bool)
    case absent
    case invalid

    init(_ value: JSONValue?) {
        self =
            switch value {
            case nil, .null: .absent
            case .bool(let flag): .value(flag)
            case .integer(1), .number(1): .value(true)
            case .integer(0), .number(0): .value(false)
            case .string(let text):
                switch text.lowercased() {
                case "true", "1": .value(true)
                case "false", "0", "": .value(false)
                default: .invalid
                }
            default: .invalid
            }
    }
}
