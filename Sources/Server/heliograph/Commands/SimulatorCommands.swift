import Simulator

/// `heliograph simulator-journal`.
enum SimulatorCommands {
    static let commands = [journal]

    private static let journal = Command(
        path: ["simulator-journal"],
        summary: "Summarize the journal of the built-in simulator",
        argument: CommandArgument(
            placeholder: "FILE",
            help: "the journal: simulator.journal in the data folder"
        )
    ) { arguments in
        let summary = try SimulatorJournal.summary(file: try arguments.subjectText())
        return .record([
            ("accepted", .integer(Int(clamping: summary.accepted))),
            ("duplicates", .integer(Int(clamping: summary.duplicates))),
            ("duplicateKeys", .array(summary.duplicateKeys.map { .string($0) })),
            ("owedMessages", .integer(summary.pendingMessages)),
            ("owedReports", .integer(summary.pendingReports)),
            ("settledReports", .integer(Int(clamping: summary.settledReports))),
            ("bytes", .integer(summary.bytes)), ("tornBytes", .integer(summary.tornBytes)),
        ])
    }
}
