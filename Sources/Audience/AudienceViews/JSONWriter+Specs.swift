public import AccountsModel
public import Attributes
public import Audience
import Essentials
public import JSONCoding

/// The JSON of attributes, event types and their parameters.
extension JSONWriter {
    /// Writes an attribute of a project.
    public mutating func attribute(_ attribute: CatalogueAttribute, of project: Project) {
        let definition = attribute.definition
        let createdAt = (attribute.createdAt ?? project.createdAt).iso8601Bytes
        object { writer in
            writer.member("uid", definition.uid)
            writer.member("displayLabel", definition.displayLabel)
            writer.member("description", definition.description)
            writer.member("dataType", definition.dataType.rawValue)
            writer.member("visualType", definition.visualType.rawValue)
            writer.member("multivalue", definition.multivalue)
            writer.member("unique", attribute.isUnique)
            writer.flags(definition.flags)
            writer.member("adhocUid", String?.none)
            writer.member("createdByDatasourceType", attribute.createdBy == nil ? nil : "api")
            writer.member("createdByDatasourceUid", plain: attribute.createdBy?.hexDigits)
            writer.member("createdAt", plain: createdAt)
            writer.member("updatedAt", plain: attribute.updatedAt?.iso8601Bytes ?? createdAt)
        }
    }

    private mutating func flags(_ flags: AttributeDefinition.Flags) {
        member("custom", flags.contains(.custom))
        // Clients read either spelling.
        member("readonly", flags.contains(.readonly))
        member("readOnly", flags.contains(.readonly))
        member("requiredInWebhook", flags.contains(.requiredInWebhook))
        member("eventBased", flags.contains(.eventBased))
        member("enabled", flags.contains(.enabled))
        member("visible", flags.contains(.visible))
        member("important", flags.contains(.important))
        member("internal", flags.contains(.internal))
        member("mappeable", flags.contains(.mappeable))
    }

    /// Writes an event type.
    public mutating func eventType(_ type: EventTypeDefinition) {
        object { writer in
            writer.member("uid", type.uid)
            writer.member("name", type.name)
            writer.member("description", type.description)
            writer.member("category", type.category.rawValue)
            writer.member("emoji", type.emoji)
            writer.member("icon", type.icon)
            writer.member("important", type.isImportant)
            writer.member("attribution", type.countsForAttribution)
            writer.member("automation", type.startsAutomations)
            writer.member("visible", type.isVisible)
            writer.member("enabled", type.isEnabled)
        }
    }

    /// Writes a parameter of an event type.
    public mutating func parameter(_ parameter: ParameterDefinition) {
        object { writer in
            writer.member("parameter", parameter.name)
            writer.member("title", parameter.title)
            writer.member("description", parameter.description)
            writer.member("icon", parameter.icon)
            writer.member("dataType", parameter.dataType.rawValue)
            writer.member("visualType", parameter.visualType.rawValue)
            writer.member("maxLength", parameter.maxLength)
            writer.member("required", parameter.isRequired)
            // Documented with a capital V, unlike that of attributes.
            writer.member("multiValue", parameter.multivalue)
            writer.member("visible", parameter.isVisible)
            writer.member("enabled", parameter.isEnabled)
        }
    }
}
