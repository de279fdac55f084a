import Domain
import SQLStore

/// `heliograph doctor`.
enum DoctorCommand {
    static let commands = [doctor]

    private static let doctor = Command(
        path: ["doctor"],
        summary: "Check money, messages, contacts and events, and say what is wrong"
    ) { arguments in
        try await Workspace.with(arguments) { workspace in
            let findings = try await workspace.store.diagnose()
            let depths = try await workspace.store.pipelineDepths()
            let problems = findings.filter { $0.weight == .problem }
            let waiting: [Output.Field] = [
                ("scheduled", .integer(depths.scheduled)), ("outbox", .integer(depths.outbox)),
                ("withCarrier", .integer(depths.handOffs)),
                ("inDoubt", .integer(depths.inDoubt)),
                ("awaitingReceipt", .integer(depths.awaitingReceipt)),
                ("notifications", .integer(depths.notifications)),
                ("ingest", .integer(try await workspace.store.ingestDepth())),
            ]
            return .record(
                [
                    ("healthy", .bool(problems.isEmpty)),
                    ("problems", .array(problems.map { .string("\($0.check): \($0.sentence)") })),
                    (
                        "notes",
                        .array(
                            findings.filter { $0.weight == .note }
                                .map { .string("\($0.check): \($0.sentence)") }
                        )
                    ),
                    ("waiting", .record(waiting)),
                ],
                problems.isEmpty ? .success : .checkFailed
            )
        }
    }
}
