import Attributes
import AudienceModel

/// The type that a new name gets, because the sender said so: `decimal`, or `decimal[]` for a list.
struct TypeHint: Sendable, Hashable {
    let dataType: DataType
    let isList: Bool

    /// Reads a hint; nil if there is no such type.
    init?(_ text: String) {
        isList = text.hasSuffix("[]")
        guard let type = DataType(rawValue: isList ? String(text.dropLast(2)) : text) else {
            return nil
        }
        dataType = type
    }

    /// The hints of a mapping, by the field in errors.
    static func hints(of plan: ImportPlan) -> [String: TypeHint] {
        var hints: [String: TypeHint] = [:]
        for target in plan.mapping {
            guard let name = target.typeName, let hint = TypeHint(name) else { continue }
            hints[target.name] = hint
        }
        return hints
    }

    /// The words of types, for error messages.
    static var words: String {
        DataType.allCases.map(\.rawValue).joined(separator: ", ") + ", or one with [] for a list"
    }
}
