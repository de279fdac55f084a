import Accounts
import AccountsModel
import Attributes
import Audience
import AudienceModel
import AudienceViews
import CSVCoding
import HTTPAPI
import Host

/// `heliograph export …`.
enum ExportCommands {
    static let commands = [contacts, events]

    private static let file = CommandArgument(
        placeholder: "FILE",
        help: "where to write; standard output when it is - or left out",
        isOptional: true
    )

    private static let options: [CommandOption] = [
        .required("project", "UID", "the project"),
        .value("format", "FORMAT", "csv or ndjson; by the file's name, else csv, when left out"),
        .value("filter", "JSON", "only what the filter finds; @FILE reads it from a file"),
        .value("delimiter", "NAME", "comma, semicolon, tab or pipe; comma when left out"),
        .flag("spreadsheet-safe", "put ' before cells that a spreadsheet would take for formulas"),
    ]

    private static let contacts = Command(
        path: ["export", "contacts"],
        summary: "Write all contacts of a project, a row each, as an import takes them",
        argument: file,
        options: options + [
            .values("attributes", "NAMES", "these attributes only, in this order"),
            .value("since", "MOMENT", "only those that changed at that moment or later"),
            .value("until", "MOMENT", "only those that did not change since"),
        ]
    ) { arguments in
        var shape = try ExportShape(arguments)
        let names = arguments.texts("attributes")
        if !names.isEmpty { shape.attributes = names }
        let filter = try ExportFilter(arguments, of: .contacts)
        return try await write("contacts", arguments) { [shape] workspace, service, project in
            let catalogue = try await service.catalogue.attributes(of: project.id).map(\.definition)
            let view = ContactView(catalogue, .owner)
            if let name = names.first(where: { !view.knows($0) }) {
                throw UsageError("the project has no attribute '\(name)'")
            }
            let contacts = try await service.exports.contacts(
                try filter.contacts(try await service.catalogue.filterCatalogue(of: project.id)),
                in: project,
                by: workspace.actor
            )
            return AudienceExport(contacts, view, shape)
        }
    }

    private static let events = Command(
        path: ["export", "events"],
        summary: "Write all events of a project, a row each, as an import takes them",
        argument: file,
        options: options + [
            .values("types", "NAMES", "only events of these types"),
            .value("since", "MOMENT", "only those that happened at that moment or later"),
            .value("until", "MOMENT", "only those that happened before"),
        ]
    ) { arguments in
        let shape = try ExportShape(arguments)
        let filter = try ExportFilter(arguments, of: .events)
        return try await write("events", arguments) { workspace, service, project in
            let events = try await service.exports.events(
                try filter.events(try await service.catalogue.filterCatalogue(of: project.id)),
                in: project,
                by: workspace.actor
            )
            return AudienceExport(events, shape)
        }
    }

    /// Writes an export to where the arguments say, and says how far it is.
    private static func write(
        _ what: String,
        _ arguments: Arguments,
        _ begin:
            @escaping @Sendable (Workspace, AudienceServices, Project) async throws
            -> AudienceExport
    ) async throws -> Output {
        let path = arguments.optionalSubject
        return try await AudienceCommands.withProject(arguments) { workspace, service, project in
            var export = try await begin(workspace, service, project)
            let target = try ExportTarget(path)
            var progress = ExportProgressLine(what, total: export.total, workspace.clock)
            while let piece = try await export.next() {
                guard try target.write(piece) else { return .nothing() }
                progress.show(export.rows)
            }
            try target.finish()
            progress.end(export.rows)
            guard let path, path != "-" else { return .nothing() }
            return .record([("file", .string(path)), (what, .integer(export.rows))])
        }
    }
}

extension ExportShape {
    fileprivate init(_ arguments: Arguments) throws(UsageError) {
        let named = FileName(arguments.optionalSubject ?? "").format
        // By name: shells give `;` and `|` a meaning of their own.
        let delimiter = try arguments.word("delimiter", among: CSVDelimiter.allCases.map(\.name))
        self.init(
            format: try arguments.word("format") ?? named ?? .csv,
            delimiter: CSVDelimiter.allCases.first { $0.name == delimiter } ?? .comma,
            isSpreadsheetSafe: arguments.has("spreadsheet-safe")
        )
    }
}
