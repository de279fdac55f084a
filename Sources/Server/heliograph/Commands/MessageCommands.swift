import Accounts
import AccountsModel
import Essentials
import Host
import MessagingModel
import Operations
import SMSText

/// `heliograph message …`.
enum MessageCommands {
    static let commands = [show, inDoubt, unclaimed, unmatchedReceipts, cancel]

    private static let uid = CommandArgument(placeholder: "ID", help: "the message's identifier")

    private static let show = Command(
        path: ["message", "show"],
        summary: "Show one message, and the notifications about it that are not delivered",
        argument: uid
    ) { arguments in
        let id = try arguments.subject()
        return try await Workspace.with(arguments) { workspace in
            let messages = workspace.operators.messages
            let message = try await messages.message(id)
            let open = try await messages.openNotifications(about: message)
            let notifications = PrintedValue.array(open.map { .record($0.fields) })
            return .record(message.fields + [("notifications", notifications)])
        }
    }

    private static let limit = CommandOption.value(
        "limit",
        "COUNT",
        "how many",
        range: MessageAdminService.limitRange,
        standard: "100"
    )

    private static let inDoubt = Command(
        path: ["message", "in-doubt"],
        summary: "List messages in doubt: a carrier may or may not have them",
        options: [limit]
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
        options: [limit]
    ) { arguments in
        let limit = try arguments.count("limit")
        return try await Workspace.with(arguments) { workspace in
            .list(
                try await workspace.operators.messages.unassigned(limit: limit).map { message in
                    [
                        ("id", .id(message.id)), ("carrier", .string(message.carrier.description)),
                        ("from", .string(message.origin.text)), ("to", .string(message.recipient)),
                        ("text", .string(message.text)), ("binary", .bool(message.isBinary)),
                        ("at", .moment(message.at)),
                    ]
                }
            )
        }
    }

    private static let unmatchedReceipts = Command(
        path: ["message", "unmatched-receipts"],
        summary: "List carriers' receipts that found no message, newest first",
        options: [limit]
    ) { arguments in
        let limit = try arguments.count("limit")
        return try await Workspace.with(arguments) { workspace in
            let receipts = try await workspace.operators.messages.unmatchedReceipts(limit: limit)
            return .list(receipts.map(\.fields))
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

extension UnmatchedReceipt {
    fileprivate var fields: [Output.Field] {
        [
            ("carrier", .string(carrier.description)), ("reference", .string(reference)),
            ("reason", .string(fault.rawValue)), ("carrierCode", .text(carrierCode)),
            ("to", .text(phone)), ("start", .text(start)), ("at", .moment(receivedAt)),
        ]
    }

    /// What was received, as text; nil if it could be read, or there is nothing.
    private var start: String? {
        guard !octets.isEmpty else { return nil }
        return String(
            String.UnicodeScalarView(
                octets.map { (32...126).contains($0) ? Unicode.Scalar($0) : "." }
            )
        )
    }
}

extension OpenNotification {
    fileprivate var fields: [Output.Field] {
        [
            ("id", .id(notification.id)), ("channel", .string("\(notification.channel)")),
            ("status", .string(notification.status)),
            ("attempts", .integer(notification.attempts)), ("lastError", .text(lastError)),
            ("lastAttemptAt", .moment(lastAttemptAt)),
            ("nextAttemptAt", .moment(givenUpAt == nil ? notification.dueAt : nil)),
            ("givenUpAt", .moment(givenUpAt)),
        ]
    }
}
