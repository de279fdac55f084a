import AccountsModel
import Essentials
import Host
import MessagingModel
import Operations

/// `heliograph number …`.
enum NumberCommands {
    static let commands = [add, list, remove]

    private static let subject = CommandArgument(
        placeholder: "NUMBER",
        help: "the inbound number or short code"
    )

    private static let add = Command(
        path: ["number", "add"],
        summary: "Assign an inbound number to a token",
        argument: subject,
        options: [.required("token", "TOKEN_ID", "the token that gets its messages")]
    ) { arguments in
        let number = try arguments.subjectText()
        let token = try arguments.requiredObjectID("token")
        return try await Workspace.with(arguments) { workspace in
            let assigned = try await workspace.operators.inboundNumbers.assign(
                number,
                to: token,
                by: workspace.actor
            )
            return .record(assigned.fields)
        }
    }

    private static let list = Command(
        path: ["number", "list"],
        summary: "List inbound numbers and their tokens"
    ) { arguments in
        try await Workspace.with(arguments) { workspace in
            .list(try await workspace.operators.inboundNumbers.list().map(\.fields))
        }
    }

    private static let remove = Command(
        path: ["number", "remove"],
        summary: "Remove an inbound number from its token",
        argument: subject
    ) { arguments in
        let number = try arguments.subjectText()
        return try await Workspace.with(arguments) { workspace in
            let removed = try await workspace.operators.inboundNumbers.remove(
                number,
                by: workspace.actor
            )
            return .record([("number", .string(removed)), ("removed", .bool(true))])
        }
    }
}

extension InboundNumber {
    fileprivate var fields: [Output.Field] { [("number", .string(number)), ("token", .id(token))] }
}
