import Accounts
import AccountsModel
import Essentials
import Host
import MessagingModel
import Operations

/// `heliograph webhook list` and `heliograph webhook show`.
enum WebhookReportCommands {
    static let commands = [list, show]

    private static let list = Command(
        path: ["webhook", "list"],
        summary: "List callbacks and SMPP clients for which notifications wait or fail"
    ) { arguments in
        try await Workspace.with(arguments) { workspace in
            .list(try await workspace.operators.endpoints.list().map(\.fields))
        }
    }

    private static let show = Command(
        path: ["webhook", "show"],
        summary: "Show how notifications to a token fare: what waits, and why attempts failed",
        argument: CommandArgument(placeholder: "TOKEN_ID", help: "the token's identifier"),
        options: [
            .value(
                "limit",
                "COUNT",
                "how many failed attempts",
                range: EndpointService.limitRange,
                standard: "10"
            )
        ]
    ) { arguments in
        let id = try arguments.subject()
        let limit = try arguments.count("limit")
        return try await Workspace.with(arguments) { workspace in
            let endpoints = workspace.operators.endpoints
            let reports = try await endpoints.reports(of: id)
            let attempts = try await endpoints.failedAttempts(of: id, limit: limit)
            let token = try await workspace.accounts.token(id)
            return .record([
                ("token", .id(id)), ("callbackUrl", .text(token.callbackURL)),
                ("systemId", .text(token.systemID)),
                ("endpoints", .array(reports.map { .record($0.fields) })),
                ("failedAttempts", .array(attempts.map { .record($0.fields) })),
            ])
        }
    }
}

extension EndpointReport {
    fileprivate var fields: [Output.Field] {
        [
            ("token", .id(endpoint.token)), ("channel", .string("\(endpoint.channel)")),
            ("state", .string(fault == nil ? "ok" : "failing")), ("waiting", .integer(waiting)),
            ("oldest", .moment(oldestQueuedAt)), ("nextAttemptAt", .moment(nextAttemptAt)),
            ("deadLetters", .integer(deadLetters)), ("failingSince", .moment(fault?.since)),
            ("failures", .integer(fault?.failures ?? 0)), ("lastError", .text(fault?.lastError)),
            ("lastFailedAt", .moment(fault?.lastAt)),
        ]
    }
}

extension FailedAttempt {
    fileprivate var fields: [Output.Field] {
        [
            ("at", .moment(at)), ("message", .id(subject)), ("notification", .id(notification)),
            ("reason", .string(reason)),
        ]
    }
}
