import Accounts
import AccountsModel
import Host

/// `heliograph audit …`.
enum AuditCommands {
    static let commands = [list]

    private static let list = Command(
        path: ["audit", "list"],
        summary: "List what operators did, newest first",
        options: [.value("limit", "COUNT", "how many entries, 1 to 1000; 100 when left out")]
    ) { arguments in
        let limit = try arguments.integer("limit", in: 1...1000) ?? 100
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
