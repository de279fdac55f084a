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
        help: "the file to write; - or none for standard output",
        isOptional: true
    )

    private static let options: [CommandOption] = [
        .required("project", "UID", "the project"),
        .value("format", "FORMAT", "csv or ndjson; by default from the file's name, else csv"),
        .value(
            "filter",
            "JSON",
            "export only what matches this filter; @FILE reads it from a file"
        ),
        .value("delimiter", "NAME", "comma, semicolon, tab or pipe", standard: "comma"),
        .flag("spreadsheet-safe", "put ' before cells that a spreadsheet would read as formulas"),
    ]

    private static let contacts = Command(
        path: ["export", "contacts"],
        summary: "Export the contacts of a project, in the form that imports read",
        argument: file,
        options: options + [
            .values("attributes", "NAMES", "only these attributes, in this order"),
            .value("since", "TIME", "only contacts that changed at this time or later"),
            .value("until", "TIME", "only contacts that did not change at this time or later"),
        ]
    ) { arguments in
        var shape = try ExportShape(arguments)
        let names = arguments.texts("attributes")
        if !names.isEmpty { shape.attributes = names }
        let filter = try ExportFilter(arguments, of: .contacts)
        return try await write("contacts", arguments) { [shape] workspace, service, project in
            let catalogue = try await service.catalogue.attributes(of: project.id).map(\.definition)
            let view = ContactView(catalogue, .operator)
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
        summary: "Export the events of a project, in the form that imports read",
        argument: file,
        options: options + [
            .values("types", "NAMES", "only events of these types"),
            .value("since", "TIME", "only events at this time or later"),
            .value("until", "TIME", "only events before this time"),
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
