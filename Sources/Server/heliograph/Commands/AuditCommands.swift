import Accounts
import AccountsModel
import Host

/// `heliograph audit …`.
enum AuditCommands {
    static let commands = [list]

    private static let list = Command(
        path: ["audit", "list"],
        summary: "List the acts of operators, newest first",
        options: [.value("limit", "COUNT", "how many entries", range: 1...1000, standard: "100")]
    ) { arguments in
        let limit = try arguments.count("limit")
        return try await Workspace.with(arguments) { workspace in
            .list(try await workspace.accounts.auditLog(limit: limit).map(\.fields))
        }
    }
}

extension AuditEntry {
    fileprivate var fields: [Output.Field] {
        [
            ("at", .moment(at)), ("actor", .string(actor)), ("action", .string(action)),
            ("subject", .string(subject)), ("details", .string(details)), ("id", .id(id)),
        ]
    }
}
