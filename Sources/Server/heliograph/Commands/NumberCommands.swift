import AccountsModel
import Essentials
import Host
import MessagingModel
import SQLStore

/// `heliograph number …`.
enum NumberCommands {
    static let commands = [add, list, remove]

    private static let subject = CommandArgument(
        placeholder: "NUMBER",
        help: "the number or short code that handsets write to"
    )

    private static let add = Command(
        path: ["number", "add"],
        summary: "Give what handsets write to a number to a token",
        argument: subject,
        options: [.required("token", "ID", "the token that gets it")]
    ) { arguments in
        let number = try number(arguments)
        let token = try arguments.objectID("token")
        return try await Workspace.with(arguments) { workspace in
            guard let token, let owner = try await workspace.store.accounts.token(token) else {
                throw ServiceError.notFound("token \(token?.description ?? "")")
            }
            let assigned = InboundNumber(number: number, token: owner.id)
            let audit = workspace.audit("number.add", of: number, "token=\(owner.id)")
            try await workspace.store.inbound.assign(assigned, audit: audit)
            return .record(assigned.fields)
        }
    }

    private static let list = Command(
        path: ["number", "list"],
        summary: "List numbers and the tokens that get what handsets write to them"
    ) { arguments in
        try await Workspace.with(arguments) { workspace in
            .list(try await workspace.store.inbound.inboundNumbers().map(\.fields))
        }
    }

    private static let remove = Command(
        path: ["number", "remove"],
        summary: "Take a number away from its token",
        argument: subject
    ) { arguments in
        let number = try number(arguments)
        return try await Workspace.with(arguments) { workspace in
            let audit = workspace.audit("number.remove", of: number, "")
            try await workspace.store.inbound.removeInboundNumber(number, audit: audit)
            return .record([("number", .string(number)), ("removed", .bool(true))])
        }
    }

    private static func number(_ arguments: Arguments) throws(UsageError) -> String {
        let text = try arguments.subjectText()
        guard let number = InboundNumber.normalized(text) else {
            throw UsageError("NUMBER is '\(text)'; it must be 3 to 20 digits")
        }
        return number
    }
}

extension InboundNumber {
    fileprivate var fields: [Output.Field] { [("number", .string(number)), ("token", .id(token))] }
}
