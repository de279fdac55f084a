import Attributes
import AudienceModel
import Identity

/// The types of attributes and parameters that once had another type.
///
/// What data sources sent is stored as it was typed then, and is converted where it is read; a
/// value that cannot be converted is no value until the type fits it again. So a change of type
/// loses nothing, and what is shown is a function of what is stored and of the schema.
struct ValueConversions: Sendable, Hashable {
    /// The present type of a name.
    private struct Target: Hashable {
        let type: DataType
        let mostValues: Int
    }

    private var attributes: [String: Target] = [:]
    private var parameters: [String: [String: Target]] = [:]

    /// Adds the type of an entry, if stored values may have another one.
    mutating func add(_ entry: CatalogueEntry) {
        guard entry.flags.contains(.retyped), let type = DataType(rawValue: entry.dataType) else {
            return
        }
        let target = Target(type: type, mostValues: entry.mostValues)
        switch entry.kind {
        case .attribute: attributes[entry.uid] = target
        case .eventParameter: parameters[entry.eventType, default: [:]][entry.uid] = target
        case .eventType: break
        }
    }

    /// Converts the values of a contact.
    func apply(to contact: inout StoredContact) {
        guard !attributes.isEmpty else { return }
        contact.values = contact.values.compactMap { value in
            guard let target = attributes[value.attribute] else { return value }
            let converted = value.value.converted(to: target.type, multivalue: target.mostValues)
            return converted.map {
                SourceValue(value.attribute, $0, writtenAt: value.writtenAt)
            }
        }
    }

    /// The parameters of an event, converted.
    func converted(_ values: [LogItem.Parameter], of type: String) -> [LogItem.Parameter] {
        guard let targets = parameters[type] else { return values }
        return values.compactMap { parameter in
            guard let target = targets[parameter.name] else { return parameter }
            let converted = parameter.value.converted(
                to: target.type,
                multivalue: target.mostValues
            )
            return converted.map { LogItem.Parameter(name: parameter.name, value: $0) }
        }
    }
}
