import Accounts
import AccountsModel
import Essentials
import Host

/// `heliograph project …`.
enum ProjectCommands {
    static let commands = [create, update, list]

    private static let profile: [CommandOption] = [
        .value("description", "TEXT", "its purpose"),
        .value("locale", "TAG", "its language, e.g. es-ES; at first en"),
        .value("timezone", "NAME", "its time zone, e.g. Europe/Madrid; at first UTC"),
    ]

    private static let create = Command(
        path: ["project", "create"],
        summary: "Create a project",
        options: [
            .required("organization", "UID", "the organization that owns it"),
            .required("name", "NAME", "its name"),
            .required("kind", "KIND", "standard (with an audience) or api_sms (sending only)"),
        ] + profile
    ) { arguments in
        let owner = try arguments.requiredObjectID("organization")
        let name = try arguments.requiredText("name")
        let kind: Project.Kind = try arguments.word("kind") ?? .standard
        var chosen = ProjectProfile()
        chosen.details = arguments.text("description") ?? chosen.details
        chosen.locale = arguments.text("locale") ?? chosen.locale
        chosen.timeZone = arguments.text("timezone") ?? chosen.timeZone
        let profile = chosen
        return try await Workspace.with(arguments) { workspace in
            let project = try await workspace.accounts.createProject(
                in: owner,
                name: name,
                kind: kind,
                profile: profile,
                by: workspace.actor
            )
            return .record(project.fields(owner: owner))
        }
    }

    private static let update = Command(
        path: ["project", "update"],
        summary: "Change a project; other fields stay as they are",
        argument: CommandArgument(placeholder: "UID", help: "the project"),
        options: [.value("name", "NAME", "its new name")] + profile
    ) { arguments in
        let uid = try arguments.subject()
        var asked = ProjectChange()
        asked.name = arguments.text("name")
        asked.details = arguments.text("description")
        asked.locale = arguments.text("locale")
        asked.timeZone = arguments.text("timezone")
        let change = asked
        return try await Workspace.with(arguments) { workspace in
            let names = try await PublicNames(workspace)
            let project = try await workspace.accounts.updateProject(
                uid,
                change,
                by: workspace.actor
            )
            return .record(project.fields(owner: names[project.organization]))
        }
    }

    private static let list = Command(
        path: ["project", "list"],
        summary: "List projects",
        options: [.value("organization", "UID", "only those of this organization")]
    ) { arguments in
        let owner = try arguments.objectID("organization")
        return try await Workspace.with(arguments) { workspace in
            let names = try await PublicNames(workspace)
            let projects = try await workspace.accounts.projects(of: owner)
            return .list(projects.map { $0.fields(owner: names[$0.organization]) })
        }
    }
}

extension Project {
    fileprivate func fields(owner: ObjectID?) -> [Output.Field] {
        [
            ("uid", .id(uid)), ("name", .string(name)), ("kind", .string(kind.rawValue)),
            ("organization", .text(owner?.description)), ("description", .text(profile.details)),
            ("locale", .text(profile.locale)), ("timezone", .text(profile.timeZone)),
            ("createdAt", .moment(createdAt)),
        ]
    }
}

/// The public identifiers behind the store's numbers.
struct PublicNames {
    private var organizations: [OrganizationID: ObjectID] = [:]
    private var projects: [ProjectID: ObjectID] = [:]

    init(_ workspace: Workspace) async throws {
        for organization in try await workspace.accounts.organizations() {
            organizations[organization.id] = organization.uid
        }
        for project in try await workspace.accounts.projects(of: nil) {
            projects[project.id] = project.uid
        }
    }

    subscript(organization: OrganizationID) -> ObjectID? { organizations[organization] }
    subscript(project: ProjectID) -> ObjectID? { projects[project] }
}
