import AccountsModel
import Attributes
import Audience
import AudienceModel
import Essentials
import Host

/// `heliograph schema …`.
enum SchemaCommands {
    static let commands = [
        list, attribute, event, parameter, deleteAttribute, deleteEvent, deleteParameter,
    ]

    private static let project: CommandOption = .required("project", "UID", "the project")
    private static let eventType: CommandOption = .required("event", "TYPE", "the event type")
    private static let types = DataType.allCases.map(\.rawValue)

    private static let words: [CommandOption] = [
        .value("label", "TEXT", "the name that people see"),
        .value("description", "TEXT", "its meaning"),
        .flag("hide", "do not show it to people"), .flag("show", "show it to people"),
        .flag("disable", "ignore what data sources send under the name"),
        .flag("enable", "record what data sources send under the name"),
    ]

    private static let typing: [CommandOption] = [
        .value("type", "TYPE", "one of: \(types.joined(separator: ", "))"),
        .value("values", "COUNT", "the most values", range: 1...100),
        .flag("force", "allow a type that some stored values cannot have"),
    ]

    private static let list = Command(
        path: ["schema", "list"],
        summary: "List attributes, event types and parameters",
        options: [project, .flag("own", "only those that the project created or changed")]
    ) { arguments in
        let isOwn = arguments.has("own")
        return try await AudienceCommands.withProject(arguments) { _, service, project in
            let attributes = try await service.catalogue.attributes(of: project.id)
            let types = try await service.catalogue.eventTypes(of: project.id)
            let own = try await service.schema.ownNames(of: project.id)
            var rows: [(CatalogueEntry.Key, [Output.Field])] = attributes.map {
                (CatalogueEntry.Key(.attribute, $0.definition.uid), $0.definition.fields)
            }
            for type in types {
                rows.append((CatalogueEntry.Key(.eventType, type.uid), type.fields))
                for parameter in type.parameters {
                    let key = CatalogueEntry.Key(.eventParameter, parameter.name, of: type.uid)
                    rows.append((key, parameter.fields(of: type.uid)))
                }
            }
            return .list(rows.filter { !isOwn || own.contains($0.0) }.map(\.1))
        }
    }

    private static let attribute = Command(
        path: ["schema", "attribute"],
        summary: "Declare or change an attribute",
        argument: CommandArgument(placeholder: "NAME", help: "the attribute's uid"),
        options: [project] + typing + words + [.flag("important", "show it to people first")]
    ) { arguments in
        try await set(CatalogueEntry.Key(.attribute, arguments.subjectText()), arguments)
    }

    private static let event = Command(
        path: ["schema", "event"],
        summary: "Declare or change an event type",
        argument: CommandArgument(placeholder: "TYPE", help: "the event type's uid"),
        options: [project] + words + [.flag("important", "show it to people first")]
    ) { arguments in
        try await set(CatalogueEntry.Key(.eventType, arguments.subjectText()), arguments)
    }

    private static let parameter = Command(
        path: ["schema", "parameter"],
        summary: "Declare or change a parameter of an event type",
        argument: CommandArgument(placeholder: "NAME", help: "the parameter's name"),
        options: [project, eventType] + typing + words + [
            .flag("required", "refuse events without it"),
            .flag("optional", "accept events without it"),
        ]
    ) { arguments in
        let type = try arguments.requiredText("event")
        let key = CatalogueEntry.Key(.eventParameter, try arguments.subjectText(), of: type)
        return try await set(key, arguments)
    }

    private static let deleteAttribute = Command(
        path: ["schema", "delete-attribute"],
        summary: "Delete an attribute and all of its values",
        argument: CommandArgument(placeholder: "NAME", help: "the attribute's uid"),
        options: [project]
    ) { arguments in
        try await remove(CatalogueEntry.Key(.attribute, arguments.subjectText()), arguments)
    }

    private static let deleteEvent = Command(
        path: ["schema", "delete-event"],
        summary: "Delete an event type and all of its events",
        argument: CommandArgument(placeholder: "TYPE", help: "the event type's uid"),
        options: [project]
    ) { arguments in
        try await remove(CatalogueEntry.Key(.eventType, arguments.subjectText()), arguments)
    }

    private static let deleteParameter = Command(
        path: ["schema", "delete-parameter"],
        summary: "Delete a parameter of an event type and all of its values",
        argument: CommandArgument(placeholder: "NAME", help: "the parameter's name"),
        options: [project, eventType]
    ) { arguments in
        let type = try arguments.requiredText("event")
        let key = CatalogueEntry.Key(.eventParameter, try arguments.subjectText(), of: type)
        return try await remove(key, arguments)
    }

    private static func set(
        _ key: CatalogueEntry.Key,
        _ arguments: Arguments
    ) async throws -> Output {
        let patch = try patch(arguments)
        return try await AudienceCommands.withProject(arguments) { workspace, service, project in
            let isNew = try await service.schema.set(
                key,
                patch,
                in: project,
                by: workspace.actor
            )
            return .record(key.fields + [("created", .bool(isNew))])
        }
    }

    private static func remove(
        _ key: CatalogueEntry.Key,
        _ arguments: Arguments
    ) async throws -> Output {
        try await AudienceCommands.withProject(arguments) { workspace, service, project in
            try await service.schema.remove(key, in: project, by: workspace.actor, .sync)
            return .record(key.fields + [("deleted", .bool(true))])
        }
    }

    private static func patch(_ arguments: Arguments) throws -> SchemaPatch {
        var patch = SchemaPatch()
        patch.label = arguments.text("label")
        patch.details = arguments.text("description")
        patch.dataType = try arguments.word("type", among: types)
        patch.mostValues = try arguments.integer("values")
        patch.isForced = arguments.has("force")
        patch.isVisible = try choice("show", "hide", arguments)
        patch.isEnabled = try choice("enable", "disable", arguments)
        patch.isRequired = try choice("required", "optional", arguments)
        if arguments.has("important") { patch.isImportant = true }
        return patch
    }

    /// What two opposite switches say; nil when neither is given.
    private static func choice(
        _ on: String,
        _ off: String,
        _ arguments: Arguments
    ) throws -> Bool? {
        switch (arguments.has(on), arguments.has(off)) {
        case (true, true): throw UsageError("--\(on) and --\(off) exclude each other")
        case (true, false): true
        case (false, true): false
        case (false, false): nil
        }
    }
}

extension CatalogueEntry.Key {
    fileprivate var fields: [Output.Field] {
        let type: [Output.Field] = eventType.isEmpty ? [] : [("eventType", .string(eventType))]
        return [("kind", .string(kind.rawValue))] + type + [("uid", .string(uid))]
    }
}

extension AttributeDefinition {
    fileprivate var fields: [Output.Field] {
        row(
            "attribute",
            "",
            uid,
            displayLabel,
            dataType.rawValue,
            multivalue,
            isVisible: flags.contains(.visible),
            isEnabled: flags.contains(.enabled)
        )
    }
}

extension EventTypeDefinition {
    fileprivate var fields: [Output.Field] {
        row("event_type", "", uid, name, "", 1, isVisible: isVisible, isEnabled: isEnabled)
    }
}

extension ParameterDefinition {
    fileprivate func fields(of type: String) -> [Output.Field] {
        row(
            "event_parameter",
            type,
            name,
            title,
            dataType.rawValue,
            multivalue,
            isVisible: isVisible,
            isEnabled: isEnabled
        )
    }
}

private func row(
    _ kind: String,
    _ eventType: String,
    _ uid: String,
    _ label: String,
    _ type: String,
    _ mostValues: Int,
    isVisible: Bool,
    isEnabled: Bool
) -> [Output.Field] {
    [
        ("kind", .string(kind)), ("eventType", .string(eventType)), ("uid", .string(uid)),
        ("type", .string(type)), ("values", .integer(mostValues)),
        ("visible", .bool(isVisible)), ("enabled", .bool(isEnabled)),
        ("label", .string(label)),
    ]
}
