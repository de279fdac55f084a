import AccountsModel
import Attributes
import Audience
import AudienceModel
import Essentials
import Host

/// `heliograph quarantine …`.
enum QuarantineCommands {
    static let commands = [list, show, fix, replay, discard]

    private static let options: [CommandOption] = [
        .required("project", "UID", "the project"),
        .required("datasource", "ID", "the data source, or dsapi for the project's first"),
    ]

    private static let list = Command(
        path: ["quarantine", "list"],
        summary: "List the refused items of a data source, newest first",
        options: options + [
            .value("limit", "COUNT", "how many items", range: 1...1000, standard: "50"),
            .value("before", "ID", "only items older than this one"),
        ]
    ) { arguments in
        let limit = try arguments.count("limit")
        let before = try arguments.objectID("before")
        return try await withSource(arguments) { _, service, source in
            let items = try await service.quarantine.items(of: source, before: before, limit: limit)
            return .list(items.map(\.fields))
        }
    }

    private static let show = Command(
        path: ["quarantine", "show"],
        summary: "Show a refused item in full",
        argument: CommandArgument(placeholder: "ID", help: "the item"),
        options: [.required("project", "UID", "the project")]
    ) { arguments in
        let id = try arguments.subject()
        return try await AudienceCommands.withProject(arguments) { _, service, project in
            .record(try await service.quarantine.item(id, in: project.id).fields)
        }
    }

    private static let fix = Command(
        path: ["quarantine", "fix"],
        summary: "Replace the JSON of a refused item",
        argument: CommandArgument(placeholder: "ID", help: "the item"),
        options: [
            .required("project", "UID", "the project"),
            .required("item", "JSON", "the corrected item"),
        ]
    ) { arguments in
        let id = try arguments.subject()
        let json = try arguments.requiredText("item")
        return try await AudienceCommands.withProject(arguments) { workspace, service, project in
            let item = try await service.quarantine.fix(
                id,
                in: project.id,
                json: json,
                by: workspace.actor
            )
            return .record(item.fields)
        }
    }

    private static let replay = Command(
        path: ["quarantine", "replay"],
        summary: "Replay refused items; accepted ones leave the quarantine",
        options: options + [.values("item", "ID", "only this item; by default all")]
    ) { arguments in
        let chosen = try identifiers(arguments)
        return try await withSource(arguments) { workspace, service, source in
            let items = try await QuarantineCommands.items(chosen, of: source, service)
            let report = try await service.quarantine.replay(
                items,
                in: source.project,
                by: workspace.actor
            )
            return .record([
                ("accepted", .integer(report.acceptedCount)),
                ("refused", .integer(report.refusedCount)),
            ])
        }
    }

    private static let discard = Command(
        path: ["quarantine", "discard"],
        summary: "Delete refused items",
        options: options + [.values("item", "ID", "only this item; by default all")]
    ) { arguments in
        let chosen = try identifiers(arguments)
        return try await withSource(arguments) { workspace, service, source in
            let items = try await QuarantineCommands.items(chosen, of: source, service)
            let count = try await service.quarantine.discard(
                items,
                in: source.project,
                by: workspace.actor
            )
            return .record([("discarded", .integer(count))])
        }
    }

    private static func identifiers(_ arguments: Arguments) throws(UsageError) -> [ObjectID] {
        try arguments.texts("item").map { text throws(UsageError) in
            guard let id = ObjectID(text) else {
                throw UsageError("--item is '\(text)'; it must be 24 hexadecimal digits")
            }
            return id
        }
    }

    /// The chosen items, or all that lie there.
    private static func items(
        _ chosen: [ObjectID],
        of source: DataSource,
        _ service: AudienceServices
    ) async throws(ServiceError) -> [ObjectID] {
        guard chosen.isEmpty else { return chosen }
        var items: [ObjectID] = []
        while true {
            let page = try await service.quarantine.items(
                of: source,
                before: items.last,
                limit: 1000
            )
            guard !page.isEmpty else { return items.reversed() }
            items += page.map(\.id)
        }
    }

    private static func withSource(
        _ arguments: Arguments,
        _ body: @Sendable (Workspace, AudienceServices, DataSource) async throws -> Output
    ) async throws -> Output {
        let name = try arguments.requiredText("datasource")
        return try await AudienceCommands.withProject(arguments) { workspace, service, project in
            let source = try await service.sources.find(name, in: project.id)
            return try await body(workspace, service, source)
        }
    }
}

extension QuarantinedItem {
    fileprivate var fields: [Output.Field] {
        [
            ("id", .id(id)), ("stream", .string(stream.rawValue)), ("code", .string(code)),
            ("field", .string(field)), ("message", .string(message)), ("item", .string(json)),
            ("at", .moment(at)),
        ]
    }
}
