import Essentials
import Host
import MessagingModel
import Operations

/// `heliograph webhook …`.
enum WebhookCommands {
    static let commands = [deadLetters, replay, discard]

    private static let token = CommandOption.value("token", "ID", "those of this token")
    private static let notification = CommandOption.value("id", "ID", "only this one")
    private static let all = CommandOption.flag("all", "every dead letter there is")

    private static let deadLetters = Command(
        path: ["webhook", "dead-letters"],
        summary: "List delivery reports that were given up, oldest first",
        options: [
            token, .value("limit", "COUNT", "how many, 1 to 1000; 100 when left out"),
        ]
    ) { arguments in
        let token = try arguments.objectID("token")
        let limit = try arguments.integer("limit", in: 1...1000) ?? 100
        return try await Workspace.with(arguments) { workspace in
            let letters = try await workspace.operators.deadLetters.list(of: token, limit: limit)
            return .list(letters.map(\.fields))
        }
    }

    private static let replay = Command(
        path: ["webhook", "replay"],
        summary: "Queue dead letters again, as if never tried",
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
        summary: "Remove dead letters for good",
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
            throw UsageError("say which: one of --token ID, --id ID and --all")
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
