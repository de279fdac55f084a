import Accounts
import AccountsModel
import Essentials
import Host
import MessagingModel
import Operations
import SMSText

/// `heliograph message …`.
enum MessageCommands {
    static let commands = [show, inDoubt, unclaimed, cancel]

    private static let uid = CommandArgument(placeholder: "ID", help: "the message's identifier")

    private static let show = Command(
        path: ["message", "show"],
        summary: "Show one message",
        argument: uid
    ) { arguments in
        let id = try arguments.subject()
        return try await Workspace.with(arguments) { workspace in
            .record(try await workspace.operators.messages.message(id).fields)
        }
    }

    private static let inDoubt = Command(
        path: ["message", "in-doubt"],
        summary: "List messages in doubt: a carrier may or may not have them",
        options: [
            .value(
                "limit",
                "COUNT",
                "how many",
                range: MessageAdminService.limitRange,
                standard: "100"
            )
        ]
    ) { arguments in
        let limit = try arguments.count("limit")
        return try await Workspace.with(arguments) { workspace in
            let doubts = try await workspace.operators.messages.inDoubt(limit: limit)
            return .list(
                doubts.map { doubt in
                    [
                        ("id", .id(doubt.key.id)),
                        ("carrier", .string(doubt.carrier.description)),
                        ("attempt", .integer(doubt.attempt)), ("since", .moment(doubt.since)),
                    ]
                }
            )
        }
    }

    private static let unclaimed = Command(
        path: ["message", "unclaimed"],
        summary: "List unassigned inbound messages, newest first",
        options: [
            .value(
                "limit",
                "COUNT",
                "how many",
                range: MessageAdminService.limitRange,
                standard: "100"
            )
        ]
    ) { arguments in
        let limit = try arguments.count("limit")
        return try await Workspace.with(arguments) { workspace in
            .list(
                try await workspace.operators.messages.unassigned(limit: limit).map { message in
                    [
                        ("id", .id(message.id)), ("carrier", .string(message.carrier.description)),
                        ("from", .string("+\(message.origin)")), ("to", .string(message.recipient)),
                        ("text", .string(message.text)), ("at", .moment(message.at)),
                    ]
                }
            )
        }
    }

    private static let cancel = Command(
        path: ["message", "cancel"],
        summary: "Cancel a scheduled message and refund it",
        argument: uid
    ) { arguments in
        let id = try arguments.subject()
        return try await Workspace.with(arguments) { workspace in
            .record(try await workspace.operators.messages.cancel(id).fields)
        }
    }
}

extension Message {
    fileprivate var fields: [Output.Field] {
        [
            ("id", .id(key.id)), ("status", .string(status.name)),
            ("statusCode", .integer(statusCode)),
            ("reason", .text(statusCode.flatMap { StatusCode(rawValue: $0)?.reason })),
            ("clientId", .text(clientID)),
            ("from", .string(sender)), ("to", .string("+\(destination)")),
            ("country", .string(country)), ("text", .string(deliveredText)),
            ("encoding", .string(encoding.name)), ("parts", .integer(partsCount)),
            ("price", .money(price)), ("charged", .bool(isCharged)),
            ("chargeEntry", chargeEntry.map { .id($0) } ?? .null),
            ("carrier", .text(carrier?.description)), ("createdAt", .moment(createdAt)),
            ("scheduledAt", .moment(scheduledAt)), ("sentAt", .moment(sentAt)),
            ("deliveredAt", .moment(deliveredAt)), ("expiresAt", .moment(expiresAt)),
        ]
    }
}
