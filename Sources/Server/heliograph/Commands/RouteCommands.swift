import Accounts
import AccountsModel
import Essentials
import Host
import MessagingModel
import Operations

/// `heliograph route …`.
enum RouteCommands {
    static let commands = [add, list, remove]

    private static let add = Command(
        path: ["route", "add"],
        summary:
            "Add a route: messages that match it go to its carrier",
        options: [
            .required("carrier", "NAME", "the carrier, e.g. simulator"),
            .value("country", "CODE", "only this country, ISO 3166, e.g. ES"),
            .value("prefix", "DIGITS", "only numbers with this prefix, without plus, e.g. 346"),
            .value("sender", "NAME", "only this sender, 1 to 16 characters"),
            .value("project", "UID", "only this project"),
            .value(
                "priority",
                "NUMBER",
                "higher goes first",
                range: Route.priorityRange,
                standard: "0"
            ),
            .value(
                "weight",
                "NUMBER",
                "share among equals",
                range: Route.weightRange,
                standard: "1"
            ),
            .flag("disabled", "add it without putting it in force"),
        ]
    ) { arguments in
        let route = try newRoute(arguments)
        let project = try arguments.objectID("project")
        return try await Workspace.with(arguments) { workspace in
            var route = route
            if let project { route.project = try await workspace.accounts.project(project).id }
            let added = try await workspace.operators.routes.add(route, by: workspace.actor)
            return .record(added.fields(try await PublicNames(workspace)))
        }
    }

    private static let list = Command(
        path: ["route", "list"],
        summary: "List routes, highest priority first"
    ) { arguments in
        try await Workspace.with(arguments) { workspace in
            let names = try await PublicNames(workspace)
            let routes = try await workspace.operators.routes.list()
            return .list(routes.valid.map { $0.fields(names) } + routes.invalid.map(\.fields))
        }
    }

    private static let remove = Command(
        path: ["route", "remove"],
        summary: "Remove a route",
        argument: CommandArgument(placeholder: "ID", help: "the route's identifier")
    ) { arguments in
        let id = try arguments.subject()
        return try await Workspace.with(arguments) { workspace in
            try await workspace.operators.routes.remove(id, by: workspace.actor)
            return .record([("id", .id(id)), ("removed", .bool(true))])
        }
    }

    private static func newRoute(_ arguments: Arguments) throws(UsageError) -> NewRoute {
        var route = NewRoute(carrier: CarrierID(try arguments.requiredText("carrier")))
        route.country = arguments.text("country")
        route.prefix = arguments.text("prefix")
        route.sender = arguments.text("sender")
        route.priority = try arguments.count("priority")
        route.weight = try arguments.count("weight")
        route.isEnabled = !arguments.has("disabled")
        return route
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
