import Essentials
import Host
import MessagingModel
import Operations

/// `heliograph webhook …`.
enum WebhookCommands {
    static let commands = [deadLetters, replay, discard]

    private static let token = CommandOption.value(
        "token",
        "TOKEN_ID",
        "only dead letters of this token"
    )
    private static let notification = CommandOption.value("id", "ID", "only this dead letter")
    private static let all = CommandOption.flag("all", "all dead letters")

    private static let deadLetters = Command(
        path: ["webhook", "dead-letters"],
        summary: "List undeliverable notifications, oldest first",
        options: [
            token,
            .value(
                "limit",
                "COUNT",
                "how many",
                range: DeadLetterService.limitRange,
                standard: "100"
            ),
        ]
    ) { arguments in
        let token = try arguments.objectID("token")
        let limit = try arguments.count("limit")
        return try await Workspace.with(arguments) { workspace in
            let letters = try await workspace.operators.deadLetters.list(of: token, limit: limit)
            return .list(letters.map(\.fields))
        }
    }

    private static let replay = Command(
        path: ["webhook", "replay"],
        summary: "Queue dead letters again, with no attempts made",
        options: [token, notification, all]
    ) { arguments in
        let selection = try DeadLetterSelection(arguments)
        return try await Workspace.with(arguments) { workspace in
            let count = try await workspace.operators.deadLetters.replay(
                selection,
                by: workspace.actor
            )
            return .record([("replayed", .integer(count))])
        }
    }

    private static let discard = Command(
        path: ["webhook", "discard"],
        summary: "Delete dead letters",
        options: [token, notification, all]
    ) { arguments in
        let selection = try DeadLetterSelection(arguments)
        return try await Workspace.with(arguments) { workspace in
            let count = try await workspace.operators.deadLetters.discard(
                selection,
                by: workspace.actor
            )
            return .record([("discarded", .integer(count))])
        }
    }
}

extension DeadLetterSelection {
    /// What the command line names; it must name something, so that nothing is lost by a slip.
    fileprivate init(_ arguments: Arguments) throws(UsageError) {
        let names = ["token", "id", "all"].filter(arguments.gives)
        guard names.count == 1 else {
            throw UsageError("give one of --token ID, --id ID or --all")
        }
        if let id = try arguments.objectID("id") {
            self = .notification(id)
        } else if let token = try arguments.objectID("token") {
            self = .token(token)
        } else {
            self = .all
        }
    }
}

extension DeadLetter {
    /// What the command prints of it; the texts and numbers of messages stay in the store.
    fileprivate var fields: [Output.Field] {
        [
            ("id", .id(notification.id)), ("token", .id(notification.token)),
            ("channel", .string("\(notification.channel)")),
            ("\(notification.kind.subjectType)", .id(notification.subject)),
            ("status", .string(notification.status)),
            ("eventAt", .moment(notification.eventAt)),
            ("attempts", .integer(notification.attempts)),
            ("givenUpAt", .moment(at)), ("lastError", .string(lastError)),
        ]
    }
}
