import Accounts
import AccountsModel
import Essentials
import Host
import MessagingModel
import SQLStore

/// `heliograph route …`.
enum RouteCommands {
    static let commands = [add, list, remove]

    private static let add = Command(
        path: ["route", "add"],
        summary:
            "Send some messages to a carrier; of several that match, higher priority goes first",
        options: [
            .required("carrier", "NAME", "the carrier, as simulator"),
            .value("country", "CODE", "only this ISO 3166 country, as ES"),
            .value("prefix", "DIGITS", "only numbers that begin so, without plus, as 346"),
            .value("sender", "NAME", "only this sender"),
            .value("project", "UID", "only this project"),
            .value("priority", "NUMBER", "higher goes first; 0 when left out"),
            .value("weight", "NUMBER", "share among equals, 1 to 1000; 1 when left out"),
            .flag("disabled", "keep it out of force"),
        ]
    ) { arguments in
        let draft = try RouteDraft(arguments)
        let projectUID = try arguments.objectID("project")
        return try await Workspace.with(arguments) { workspace in
            var project: ProjectID?
            if let projectUID { project = try await workspace.accounts.project(projectUID).id }
            let route = draft.route(id: workspace.ids.next(), project: project)
            _ = try await workspace.carrier(route.carrier)
            let audit = workspace.audit(
                "route.add",
                of: "\(route.id)",
                "carrier=\(route.carrier) priority=\(route.priority)"
            )
            try await workspace.store.routing.save(route, audit: audit)
            return .record(route.fields(try await PublicNames(workspace)))
        }
    }

    private static let list = Command(
        path: ["route", "list"],
        summary: "List routes, highest priority first"
    ) { arguments in
        try await Workspace.with(arguments) { workspace in
            let names = try await PublicNames(workspace)
            let routes = try await workspace.store.routing.routes()
            let sorted = routes.valid
                .sorted { ($1.priority, $0.id) < ($0.priority, $1.id) }
            return .list(sorted.map { $0.fields(names) } + routes.invalid.map(\.fields))
        }
    }

    private static let remove = Command(
        path: ["route", "remove"],
        summary: "Remove a route",
        argument: CommandArgument(placeholder: "ID", help: "the route's identifier")
    ) { arguments in
        let id = try arguments.subject()
        return try await Workspace.with(arguments) { workspace in
            let audit = workspace.audit("route.remove", of: "\(id)", "")
            try await workspace.store.routing.removeRoute(id, audit: audit)
            return .record([("id", .id(id)), ("removed", .bool(true))])
        }
    }
}

/// A route as the command line gives it, checked.
private struct RouteDraft: Sendable {
    private let carrier: CarrierID
    private let country: String?
    private let prefix: RoutePrefix?
    private let sender: String?
    private let priority: Int
    private let weight: Int
    private let isEnabled: Bool

    init(_ arguments: Arguments) throws(UsageError) {
        carrier = try CarrierID(checking: try arguments.requiredText("carrier"))
        country = arguments.text("country")?.uppercased()
        if let country, country.utf8.count != 2 || !country.utf8.allSatisfy({ 65...90 ~= $0 }) {
            throw UsageError("--country must be an ISO 3166 code of two letters, as ES")
        }
        prefix = try arguments.text("prefix").map { text throws(UsageError) in
            guard let prefix = RoutePrefix(text) else {
                throw UsageError("--prefix must be 1 to 15 digits without plus, as 346")
            }
            return prefix
        }
        sender = arguments.text("sender")
        if let sender, !(1...16).contains(sender.count) {
            throw UsageError("--sender must have 1 to 16 characters")
        }
        priority = try arguments.integer("priority", in: -1000...1000) ?? 0
        weight = try arguments.integer("weight", in: 1...1000) ?? 1
        isEnabled = !arguments.has("disabled")
    }

    func route(id: ObjectID, project: ProjectID?) -> Route {
        Route(
            id: id,
            carrier: carrier,
            country: country,
            prefix: prefix,
            sender: sender,
            project: project,
            priority: priority,
            weight: weight,
            isEnabled: isEnabled
        )
    }
}

extension Route {
    fileprivate func fields(_ names: PublicNames) -> [Output.Field] {
        [
            ("id", .id(id)), ("carrier", .string(carrier.description)),
            ("country", .text(country)), ("prefix", .text(prefix?.description)),
            ("sender", .text(sender)),
            ("project", .text(project.flatMap { names[$0] }?.description)),
            ("priority", .integer(priority)), ("weight", .integer(weight)),
            ("enabled", .bool(isEnabled)),
        ]
    }
}

extension InvalidRoute {
    /// As much as is needed to remove it: an older version allowed other prefixes.
    fileprivate var fields: [Output.Field] {
        var prefix: String?
        if case .prefix(let text) = reason { prefix = text }
        return [
            ("id", .id(id)), ("carrier", .text(nil)), ("country", .text(nil)),
            ("prefix", .text(prefix)), ("sender", .text(nil)), ("project", .text(nil)),
            ("priority", .text(nil)), ("weight", .text(nil)), ("enabled", .bool(false)),
        ]
    }
}
