import Accounts
import Domain
import Essentials

/// `heliograph datasource …`.
enum DataSourceCommands {
    static let commands = [create, list]

    private static let create = Command(
        path: ["datasource", "create"],
        summary: "Create a data source in a standard project",
        options: [
            .required("project", "UID", "the project it feeds"),
            .required("name", "NAME", "its name"),
        ]
    ) { arguments in
        let project = try arguments.objectID("project") ?? ObjectID(high: 0, low: 0)
        let name = try arguments.requiredText("name")
        return try await Workspace.with(arguments) { workspace in
            let source = try await workspace.accounts.createDataSource(
                in: project,
                name: name,
                by: workspace.actor
            )
            return .record(source.fields(project: project))
        }
    }

    private static let list = Command(
        path: ["datasource", "list"],
        summary: "List data sources",
        options: [.value("organization", "UID", "only those of this organization")]
    ) { arguments in
        let owner = try arguments.objectID("organization")
        return try await Workspace.with(arguments) { workspace in
            let names = try await PublicNames(workspace)
            let sources = try await workspace.accounts.dataSources(of: owner)
            return .list(sources.map { $0.fields(project: names[$0.project]) })
        }
    }
}

extension DataSource {
    fileprivate func fields(project: ObjectID?) -> [Output.Field] {
        [
            ("id", .id(id)), ("name", .string(name)), ("project", .text(project?.description)),
            ("createdAt", .moment(createdAt)),
        ]
    }
}
