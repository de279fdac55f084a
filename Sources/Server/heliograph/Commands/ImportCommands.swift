import AccountsModel
import Attributes
import Audience
import AudienceModel
import Essentials
import Host

/// `heliograph import …`.
enum ImportCommands {
    static let commands = [
        load(.contacts, "Import a file of contacts into a data source"),
        load(.events, "Import a file of events into a data source"),
        list, show, problems, cancel,
    ]

    private static let place: [CommandOption] = [
        .required("project", "UID", "the project"),
        .required("datasource", "ID", "the data source, or dsapi for the project's first"),
    ]
    private static let subject = CommandArgument(placeholder: "ID", help: "the import")
    /// How long an import finds out whether somebody else reads imports.
    private static let patience = Duration.seconds(1)

    private static func load(_ stream: RecordKind, _ summary: String) -> Command {
        Command(
            path: ["import", stream.rawValue],
            summary: summary,
            argument: CommandArgument(placeholder: "FILE", help: "a .csv or .ndjson file"),
            options: place + [
                .values(
                    "map",
                    "COLUMN=FIELD",
                    "the field of a column, or FIELD:TYPE for a new one; COLUMN= ignores it"
                ),
                .value(
                    "delimiter",
                    "NAME",
                    "comma, semicolon, tab or pipe; detected by default"
                ),
                .value("format", "NAME", "csv or ndjson; by default from the file's name"),
                .flag("dry-run", "check the file, and store only its problems"),
                .value("errors", "FILE", "write the problems to this CSV file"),
                .flag("again", "import a file that was imported before"),
            ]
        ) { arguments in
            let file = try ImportFile(try arguments.subjectText())
            let plan = try plan(stream, file, arguments)
            let report = arguments.text("errors")
            return try await withSource(arguments, patience: patience) {
                workspace,
                service,
                source in
                let (found, isNew) = try await service.imports.create(
                    plan,
                    into: source,
                    again: arguments.has("again"),
                    by: workspace.actor
                )
                service.imports.start()
                let upload = ImportUpload(
                    file: file,
                    source: source,
                    service: service,
                    clock: workspace.clock
                )
                let wasDone = !isNew && found.state == .done
                if wasDone {
                    StandardStreams.writeError(
                        "the file was imported before; --again imports it once more\n"
                    )
                }
                let job = try await upload.run(found)
                if let report { try await write(job, to: report, service) }
                return .record(job.fields + [("wasDone", .bool(wasDone))], job.exitCode)
            }
        }
    }

    private static let list = Command(
        path: ["import", "list"],
        summary: "List imports of a data source, newest first",
        options: place
    ) { arguments in
        try await withSource(arguments) { _, service, source in
            .list(try await service.imports.list(of: source).map(\.fields))
        }
    }

    private static let show = Command(
        path: ["import", "show"],
        summary: "Show the progress of an import",
        argument: subject,
        options: place
    ) { arguments in
        let id = try arguments.subject()
        return try await withSource(arguments) { _, service, source in
            .record(try await service.imports.find(id, of: source).fields)
        }
    }

    private static let problems = Command(
        path: ["import", "problems"],
        summary: "Write the problems of an import to a CSV file",
        argument: subject,
        options: place + [.required("errors", "FILE", "the file to write")]
    ) { arguments in
        let id = try arguments.subject()
        let path = try arguments.requiredText("errors")
        return try await withSource(arguments) { _, service, source in
            let job = try await service.imports.find(id, of: source)
            try await write(job, to: path, service)
            return .record(job.fields)
        }
    }

    private static let cancel = Command(
        path: ["import", "cancel"],
        summary: "Cancel an import; imported rows stay",
        argument: subject,
        options: place
    ) { arguments in
        let id = try arguments.subject()
        return try await withSource(arguments) { workspace, service, source in
            let job = try await service.imports.cancel(id, of: source, by: workspace.actor)
            return .record(job.fields)
        }
    }

    private static func withSource(
        _ arguments: Arguments,
        patience: Duration = .zero,
        _ body: @Sendable (Workspace, AudienceServices, DataSource) async throws -> Output
    ) async throws -> Output {
        let name = try arguments.requiredText("datasource")
        return try await AudienceCommands.withProject(arguments, patience: patience) {
            workspace,
            service,
            project in
            let source = try await service.sources.find(name, in: project.id)
            return try await body(workspace, service, source)
        }
    }

    /// Writes all problems to a file that its owner alone can read.
    private static func write(
        _ job: ImportJob,
        to path: String,
        _ service: AudienceServices
    ) async throws {
        let file = try FileDraft(path)
        var table = ProblemTable(showsExcerpts: true)
        var last = 0
        while true {
            let page = try await service.imports.problems(of: job, after: last)
            for problem in page { table.add(problem) }
            try file.write(table.takeBytes())
            guard let end = page.last else { break }
            last = end.number
        }
        try file.finish()
    }
}

// MARK: Choices

extension ImportCommands {
    private static func plan(
        _ stream: RecordKind,
        _ file: ImportFile,
        _ arguments: Arguments
    ) throws -> ImportPlan {
        let given: RowFormat? = try arguments.word("format")
        guard let format = given ?? FileName(file.path).format else {
            throw UsageError("'\(file.path)' is neither .csv nor .ndjson; give --format")
        }
        var plan = ImportPlan(stream, format, isDryRun: arguments.has("dry-run"), size: file.size)
        plan.mapping = try arguments.wholeTexts("map").map { text throws(UsageError) in
            guard let equals = text.lastIndex(of: "=") else {
                throw UsageError("--map is '\(text)'; it must be COLUMN=FIELD, e.g. Mail=_email")
            }
            return ImportPlan.ColumnTarget(
                column: String(text[..<equals]),
                field: String(text[text.index(after: equals)...])
            )
        }
        plan.delimiter = try delimiter(arguments)
        plan.fingerprint = try file.fingerprint(for: plan)
        return plan
    }

    private static func delimiter(_ arguments: Arguments) throws(UsageError) -> Character? {
        guard let text = arguments.text("delimiter") else { return nil }
        guard text.count > 1 else { return text.first }
        let names: [String: Character] = [
            "comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|",
        ]
        guard let delimiter = names[text] else {
            throw UsageError(
                "--delimiter is '\(text)'; it must be comma, semicolon, tab or pipe"
            )
        }
        return delimiter
    }
}

extension ImportJob {
    /// What the command says to its caller.
    fileprivate var exitCode: ExitCode {
        switch state {
        case .cancelled: .conflict
        case .failed: .checkFailed
        default: progress.rowsRefused == 0 ? .success : .checkFailed
        }
    }

    /// Of a dry run, a type for each new field, as `--map COLUMN=FIELD:TYPE` takes it.
    private var types: [(String, PrintedValue)] {
        columnTypes.sorted { $0.key < $1.key }.map { column, bits in
            (column, .string(TextTypes(rawValue: bits).dataType.rawValue))
        }
    }

    fileprivate var fields: [Output.Field] {
        [
            ("id", .id(id)), ("kind", .string(plan.stream.rawValue)),
            ("state", .string(state.rawValue)), ("dryRun", .bool(plan.isDryRun)),
            ("rowsRead", .integer(progress.rowsRead)),
            ("rowsAccepted", .integer(progress.rowsAccepted)),
            ("rowsRefused", .integer(progress.rowsRefused)),
            ("problems", .integer(progress.problems)),
            ("ignoredColumns", .array(ignoredColumns.map { .string($0) })),
            ("columnTypes", .record(types)), ("failure", .text(failure)),
            ("bytesReceived", .integer(bytesReceived)),
            ("bytesRead", .integer(progress.bytesRead)), ("size", .integer(plan.size)),
            ("rowsPerSecond", .integer(rowsPerSecond.map { Int($0.rounded()) })),
            ("createdAt", .moment(createdAt)), ("endedAt", .moment(endedAt)),
        ]
    }
}
