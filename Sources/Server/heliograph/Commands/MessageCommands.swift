import Accounts
import AccountsModel
import Essentials
import Host
import MessagingModel
import SMSText
import SQLStore

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
            let projects = try await workspace.accounts.projects(of: nil).map(\.id)
            let store = SQLMessageStore(workspace.store)
            guard let message = try await store.message(id, in: projects) else {
                throw ServiceError.notFound("message \(id)")
            }
            return .record(message.fields)
        }
    }

    private static let inDoubt = Command(
        path: ["message", "in-doubt"],
        summary: "List messages that a carrier may or may not have",
        options: [.value("limit", "COUNT", "how many, 1 to 10000; 100 when left out")]
    ) { arguments in
        let limit = try arguments.integer("limit", in: 1...10_000) ?? 100
        return try await Workspace.with(arguments) { workspace in
            let store = SQLPipelineStore(workspace.store, callbacks: CallbackDirectory())
            let doubts = try await store.inDoubt(since: workspace.clock.now, limit: limit)
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
        summary: "List messages from handsets that belong to nobody, latest first",
        options: [.value("limit", "COUNT", "how many, 1 to 10000; 100 when left out")]
    ) { arguments in
        let limit = try arguments.integer("limit", in: 1...10_000) ?? 100
        return try await Workspace.with(arguments) { workspace in
            .list(
                try await workspace.store.inbound.unclaimedInbound(limit: limit).map { message in
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
        summary: "Cancel a message that waits for its time, and give its price back",
        argument: uid
    ) { arguments in
        let id = try arguments.subject()
        return try await Workspace.with(arguments) { workspace in
            let projects = try await workspace.accounts.projects(of: nil).map(\.id)
            let message = try await SQLMessageStore(workspace.store)
                .cancel(id, in: projects, at: workspace.clock.now)
            return .record(message.fields)
        }
    }
}

extension Message {
    fileprivate var fields: [Output.Field] {
        [
            ("id", .id(key.id)), ("status", .string(status.name)),
            ("statusCode", .integer(statusCode)), ("clientId", .text(clientID)),
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
