import Accounts
import AccountsModel
import Audience
import Database
import Host
import MessagingModel
import SQLStore

/// `heliograph doctor`.
enum DoctorCommand {
    static let commands = [doctor]

    private static let doctor = Command(
        path: ["doctor"],
        summary: "Check the store for damage and for inconsistencies, and list what fails",
        options: [
            .flag(
                "audience",
                "also rebuild every audience in memory and compare it with the store"
            )
        ]
    ) { arguments in
        try await Workspace.with(arguments) { workspace in
            let damage = try await damage(of: workspace)
            guard damage.isEmpty else { return .record(report(damage, []), .checkFailed) }
            var findings = try await workspace.store.diagnosis.findings()
            var audiences: [PrintedValue] = []
            if arguments.gives("audience") {
                let service = try await workspace.audience()
                for project in try await workspace.accounts.projects(of: nil)
                where project.kind == .standard {
                    let inspection = try await service.inspector.inspect(project.id)
                    findings += inspection.findings
                    audiences.append(inspection.printed(project))
                }
            }
            return .record(
                report(findings, try await waiting(in: workspace))
                    + (arguments.gives("audience") ? [("audiences", .array(audiences))] : []),
                findings.contains { $0.weight == .problem } ? .checkFailed : .success
            )
        }
    }

    /// Damage of the store's file; nothing else can be told from a damaged store.
    private static func damage(of workspace: Workspace) async throws -> [Finding] {
        try await workspace.store.database.examine(.thorough).map {
            Finding(.problem, "store", "the file is damaged: \($0); restore a backup")
        }
    }

    private static func report(
        _ findings: [Finding],
        _ waiting: [Output.Field]
    ) -> [Output.Field] {
        func sentences(_ weight: Finding.Weight) -> [PrintedValue] {
            findings.filter { $0.weight == weight }
                .map { .string("\($0.check): \($0.sentence)") }
        }
        let problems = sentences(.problem)
        return [
            ("healthy", .bool(problems.isEmpty)), ("problems", .array(problems)),
            ("notes", .array(sentences(.note))), ("waiting", .record(waiting)),
        ]
    }

    private static func waiting(in workspace: Workspace) async throws -> [Output.Field] {
        let depths = try await workspace.store.diagnosis.pipelineDepths()
        return [
            ("scheduled", .integer(depths.scheduled)), ("outbox", .integer(depths.outbox)),
            ("withCarrier", .integer(depths.handOffs)), ("inDoubt", .integer(depths.inDoubt)),
            ("awaitingReceipt", .integer(depths.awaitingReceipt)),
            ("notifications", .integer(depths.notifications)),
            ("ingest", .integer(try await workspace.store.diagnosis.ingestDepth())),
        ]
    }
}

extension AudienceInspection {
    fileprivate func printed(_ project: Project) -> PrintedValue {
        .record([
            ("project", .id(project.uid)), ("contacts", .integer(contacts)),
            ("people", .integer(people)), ("events", .integer(events)),
        ])
    }
}
