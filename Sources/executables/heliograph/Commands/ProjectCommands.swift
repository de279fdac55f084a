import Accounts
import Domain
import Essentials

/// `heliograph project …`.
enum ProjectCommands {
    static let commands = [create, list]

    private static let create = Command(
        path: ["project", "create"],
        summary: "Create a project",
        options: [
            .required("organization", "UID", "its owner"),
            .required("name", "NAME", "its name"),
            .required("kind", "KIND", "standard (with an audience) or api_sms (only sends)"),
        ]
    ) { arguments in
        let owner = try arguments.objectID("organization") ?? ObjectID(high: 0, low: 0)
        let name = try arguments.requiredText("name")
        let kind: Project.Kind = try arguments.word("kind") ?? .standard
        return try await Workspace.with(arguments) { workspace in
            let project = try await workspace.accounts.createProject(
                in: owner,
                name: name,
                kind: kind,
                by: workspace.actor
            )
            return .record(project.fields(owner: owner))
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
            ("organization", .text(owner?.description)), ("createdAt", .moment(createdAt)),
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
