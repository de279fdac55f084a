import Accounts
import AccountsModel
import Audience
import AudienceModel
import Essentials
import Host

/// `heliograph datasource …`.
enum DataSourceCommands {
    static let commands = [create, list, show, set, remove, token, stats]

    /// What an operator may choose of a data source.
    private static let profile: [CommandOption] = [
        .value("description", "TEXT", "its purpose"),
        .values("tag", "TEXT", "a tag"),
        .values("audience-tag", "TEXT", "a tag for its contacts"),
        .value("country", "CODE", "the country of phone numbers without a country code, e.g. ES"),
        .value("locale", "TAG", "its language, e.g. es-ES"),
        .value("timezone", "NAME", "the time zone of dates without one, e.g. Europe/Madrid"),
        .value("priority", "NUMBER", "the higher wins; at first 100", range: 0...1_000_000),
    ]
    private static let subject = CommandArgument(
        placeholder: "ID",
        help: "the data source, or dsapi for the project's first"
    )
    private static let project: CommandOption = .required(
        "project",
        "UID",
        "the project that it feeds"
    )

    private static let create = Command(
        path: ["datasource", "create"],
        summary: "Create a data source in a standard project",
        options: [project, .required("name", "NAME", "its name")] + profile
    ) { arguments in
        let profile = try chosen(
            arguments,
            from: DataSourceProfile(name: try arguments.requiredText("name"))
        )
        return try await AudienceCommands.withProject(arguments) { workspace, service, project in
            let source = try await service.sources.create(
                profile,
                in: project,
                by: workspace.actor
            )
            return .record(source.fields(project: project.uid))
        }
    }

    private static let list = Command(
        path: ["datasource", "list"],
        summary: "List data sources",
        options: [
            .value("organization", "UID", "only those of this organization"),
            .value("project", "UID", "only those of this project"),
        ]
    ) { arguments in
        let owner = try arguments.objectID("organization")
        let project = try arguments.objectID("project")
        return try await Workspace.with(arguments) { workspace in
            let names = try await PublicNames(workspace)
            let sources = try await workspace.accounts.dataSources(of: owner)
            return .list(
                sources.filter { source in
                    source.isLive && (project == nil || names[source.project] == project)
                }.map { $0.fields(project: names[$0.project]) }
            )
        }
    }

    private static let show = Command(
        path: ["datasource", "show"],
        summary: "Show a data source",
        argument: subject,
        options: [project]
    ) { arguments in
        try await withSource(arguments) { _, _, project, source in
            .record(source.fields(project: project.uid))
        }
    }

    private static let set = Command(
        path: ["datasource", "set"],
        summary: "Change a data source",
        argument: subject,
        options: [project, .value("name", "NAME", "its name")] + profile
    ) { arguments in
        try await withSource(arguments) { workspace, service, project, source in
            let changed = try await service.sources.update(
                source,
                try chosen(arguments, from: source.profile),
                by: workspace.actor
            )
            return .record(changed.fields(project: project.uid))
        }
    }

    private static let remove = Command(
        path: ["datasource", "remove"],
        summary: "Delete a data source, its tokens and its data",
        argument: subject,
        options: [project]
    ) { arguments in
        try await withSource(arguments) { workspace, service, _, source in
            try await service.sources.delete(source, by: workspace.actor)
            return .record([("id", .id(source.id)), ("removed", .bool(true))])
        }
    }

    private static let token = Command(
        path: ["datasource", "token"],
        summary: "Issue a token for a data source; its secret is printed only now",
        argument: subject,
        options: [project, .value("name", "NAME", "the token's name")]
    ) { arguments in
        try await withSource(arguments) { workspace, _, project, source in
            var request = NewToken(
                kind: .datasource,
                name: arguments.text("name") ?? source.name,
                project: project.uid
            )
            request.dataSource = source.id
            let created = try await workspace.accounts.issueToken(request, by: workspace.actor)
            return .record([
                ("id", .id(created.token.id)), ("datasource", .id(source.id)),
                ("secret", .string(created.secret)),
            ])
        }
    }

    private static let stats = Command(
        path: ["datasource", "stats"],
        summary: "Show the statistics of a data source",
        argument: subject,
        options: [project]
    ) { arguments in
        try await withSource(arguments) { _, service, _, source in
            .record(try await service.sources.report(on: source).fields)
        }
    }

    private static func withSource(
        _ arguments: Arguments,
        _ body: @Sendable (Workspace, AudienceServices, Project, DataSource) async throws -> Output
    ) async throws -> Output {
        let name = try arguments.subjectText()
        return try await AudienceCommands.withProject(arguments) { workspace, service, project in
            let source = try await service.sources.find(name, in: project.id)
            return try await body(workspace, service, project, source)
        }
    }

    /// The profile with what the arguments name in the place of what was there.
    private static func chosen(
        _ arguments: Arguments,
        from profile: DataSourceProfile
    ) throws(UsageError) -> DataSourceProfile {
        var profile = profile
        profile.name = arguments.text("name") ?? profile.name
        profile.details = arguments.text("description") ?? profile.details
        if arguments.gives("tag") { profile.tags = arguments.texts("tag") }
        if arguments.gives("audience-tag") {
            profile.audienceTags = arguments.texts("audience-tag")
        }
        profile.defaultCountry = arguments.text("country") ?? profile.defaultCountry
        profile.locale = arguments.text("locale") ?? profile.locale
        profile.timeZone = arguments.text("timezone") ?? profile.timeZone
        profile.priority =
            try arguments.integer("priority") ?? profile.priority
        return profile
    }
}

extension DataSource {
    fileprivate func fields(project: ObjectID?) -> [Output.Field] {
        [
            ("id", .id(id)), ("name", .string(name)), ("project", .text(project?.description)),
            ("sequence", .integer(sequence)), ("priority", .integer(profile.priority)),
            ("description", .text(profile.details)),
            ("tags", .array(profile.tags.map { .string($0) })),
            ("audienceTags", .array(profile.audienceTags.map { .string($0) })),
            ("defaultCountry", .text(profile.defaultCountry)), ("locale", .text(profile.locale)),
            ("timezone", .text(profile.timeZone)), ("createdAt", .moment(createdAt)),
        ]
    }
}

extension DataSourceReport {
    fileprivate var fields: [Output.Field] {
        [
            ("id", .id(source.id)), ("name", .string(source.name)),
            ("contacts", .integer(contactsCount)), ("quarantined", .integer(quarantinedCount)),
            ("quarantineDropped", .integer(statistics.quarantineDropped)),
            ("calls", .integer(statistics.calls)),
            ("callsFailed", .integer(statistics.callsFailed)),
            ("itemsAccepted", .integer(statistics.itemsAccepted)),
            ("itemsRefused", .integer(statistics.itemsRefused)),
            ("contactsCreated", .integer(statistics.contactsCreated)),
            ("contactsUpdated", .integer(statistics.contactsUpdated)),
            ("contactsMerged", .integer(statistics.contactsMerged)),
            ("contactsRemoved", .integer(statistics.contactsRemoved)),
            ("eventsReceived", .integer(statistics.eventsReceived)),
            ("eventsCreated", .integer(statistics.eventsCreated)),
            ("lastCallAt", .moment(statistics.lastCallAt)),
        ]
    }
}
