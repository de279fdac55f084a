import Accounts
import AccountsModel
import Essentials
import Host
import MessageDispatch
import MessagingModel
import Operations

/// `heliograph route …`.
enum RouteCommands {
    static let commands = [add, list, check, remove]

    private static let add = Command(
        path: ["route", "add"],
        summary:
            "Add a route: messages that match it go to its carrier",
        options: [
            .required("carrier", "NAME", "the carrier, e.g. simulator"),
            .value("country", "CODE", "only this country, ISO 3166, e.g. ES; * for every country"),
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
            let routes = workspace.operators.routes
            let added = try await routes.add(route, by: workspace.actor)
            return .record(
                added.fields(try await PublicNames(workspace))
                    + [("notCovered", .text(try await routes.gap()))]
            )
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
            let routes = workspace.operators.routes
            try await routes.remove(id, by: workspace.actor)
            return .record([
                ("id", .id(id)), ("removed", .bool(true)),
                ("notCovered", .text(try await routes.gap())),
            ])
        }
    }

    private static let check = Command(
        path: ["route", "check"],
        summary: "Show which route and carrier take a message to a number, and why not the others",
        argument: CommandArgument(placeholder: "NUMBER", help: "the number, e.g. +34600000000"),
        options: [
            .value("sender", "NAME", "a message from this sender"),
            .value("project", "UID", "a message of this project"),
        ]
    ) { arguments in
        let number = try arguments.subjectText()
        let project = try arguments.objectID("project")
        return try await Workspace.with(arguments) { workspace in
            var owner: ProjectID?
            if let project { owner = try await workspace.accounts.project(project).id }
            let check = try await workspace.operators.routes.check(
                number,
                sender: arguments.text("sender"),
                project: owner
            )
            return .record(
                check.fields(try await PublicNames(workspace)),
                check.taker == nil ? .checkFailed : .success
            )
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

extension RouteCheck {
    fileprivate func fields(_ names: PublicNames) -> [Output.Field] {
        [
            ("number", .string("+\(number)")), ("country", .string(country)),
            ("carrier", .text(taker?.route.carrier.description)),
            ("route", taker.map { .id($0.route.id) } ?? .null),
            (
                "routes",
                .array(
                    routes.map { item in
                        .record([
                            ("id", .id(item.route.id)),
                            ("carrier", .string(item.route.carrier.description)),
                            ("answer", .string(item.answer(names))),
                        ])
                    }
                )
            ),
        ]
    }
}

extension RouteCheck.Item {
    /// What the route does, as a phrase.
    fileprivate func answer(_ names: PublicNames) -> String {
        switch verdict {
        case .takes(let rank):
            let place = rank == 0 ? "takes it" : "takes it if all before it fail"
            return carrierProblem.map { "\(place), but \($0)" } ?? place
        case .disabled: return "is disabled"
        case .otherCountry: return "is for \(route.country ?? "another country")"
        case .otherPrefix:
            return "is for numbers that begin with +\(route.prefix?.description ?? "")"
        case .otherSender: return "is for the sender \(route.sender ?? "")"
        case .otherProject:
            let project = route.project.flatMap { names[$0] }?.description
            return "is for the project \(project ?? "of another organization")"
        case .notMixed: return "matches, but the simulator is never mixed with other carriers"
        case .invalid(let reason): return "cannot be used: \(reason)"
        }
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
