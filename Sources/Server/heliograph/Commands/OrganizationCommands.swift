import Accounts
import AccountsModel
import Essentials
import Host

/// `heliograph organization …`.
enum OrganizationCommands {
    static let commands = [create, list, show, update, topUp, ledger]

    private static let subject = CommandArgument(
        placeholder: "UID",
        help: "the organization's identifier"
    )

    private static let plan = CommandOption.value("plan", "PLAN", "s, m, l or xl")
    private static let credit = CommandOption.value(
        "credit",
        "AMOUNT",
        "how far below zero its balance may go"
    )
    private static let rate = CommandOption.value(
        "rate",
        "COUNT",
        "requests per minute and endpoint, instead of the server's default",
        range: 1...10_000_000
    )

    private static let create = Command(
        path: ["organization", "create"],
        summary: "Create an organization",
        options: [
            .required("name", "NAME", "its name"),
            plan, credit, rate,
            .value("currency", "CODE", "ISO 4217 code of its balance", standard: "EUR"),
            .value("balance", "AMOUNT", "its opening balance", standard: "0"),
        ]
    ) { arguments in
        var request = NewOrganization(name: try arguments.requiredText("name"))
        request.plan = try arguments.word("plan") ?? request.plan
        request.currency = arguments.text("currency") ?? request.currency
        request.credit = try arguments.money("credit") ?? request.credit
        request.openingBalance = try arguments.money("balance") ?? request.openingBalance
        request.requestsPerMinute = try arguments.integer("rate")
        let asked = request
        return try await Workspace.with(arguments, creates: true) { workspace in
            let made = try await workspace.accounts.createOrganization(asked, by: workspace.actor)
            return .record(made.fields)
        }
    }

    private static let list = Command(
        path: ["organization", "list"],
        summary: "List all organizations"
    ) { arguments in
        try await Workspace.with(arguments) { workspace in
            .list(try await workspace.accounts.organizations().map(\.fields))
        }
    }

    private static let show = Command(
        path: ["organization", "show"],
        summary: "Show one organization with its balance",
        argument: subject
    ) { arguments in
        let uid = try arguments.subject()
        return try await Workspace.with(arguments) { workspace in
            .record(try await workspace.accounts.organization(uid).fields)
        }
    }

    private static let update = Command(
        path: ["organization", "update"],
        summary: "Change an organization; other fields stay as they are",
        argument: subject,
        options: [
            .value("name", "NAME", "its new name"), plan, credit, rate,
            .flag("default-rate", "use the server's default rate again"),
        ]
    ) { arguments in
        let uid = try arguments.subject()
        var change = OrganizationChange()
        change.name = arguments.text("name")
        change.plan = try arguments.word("plan")
        change.credit = try arguments.money("credit")
        if let rate = try arguments.integer("rate") {
            change.requestsPerMinute = .some(rate)
        }
        if arguments.has("default-rate") { change.requestsPerMinute = .some(nil) }
        let asked = change
        return try await Workspace.with(arguments) { workspace in
            let changed = try await workspace.accounts.updateOrganization(
                uid,
                asked,
                by: workspace.actor
            )
            return .record(changed.fields)
        }
    }

    private static let topUp = Command(
        path: ["organization", "top-up"],
        summary: "Add to an organization's balance, or subtract with a negative amount",
        argument: subject,
        options: [
            .required("amount", "AMOUNT", "in the organization's currency, e.g. 50 or -12.50"),
            .value("note", "TEXT", "the reason, for the ledger", standard: "by hand"),
        ]
    ) { arguments in
        let uid = try arguments.subject()
        let amount = try arguments.money("amount") ?? .zero
        let note = try arguments.requiredText("note")
        return try await Workspace.with(arguments) { workspace in
            let entry = try await workspace.accounts.topUp(
                uid,
                amount: amount,
                note: note,
                by: workspace.actor
            )
            return .record(entry.fields)
        }
    }

    private static let ledger = Command(
        path: ["organization", "ledger"],
        summary: "List an organization's ledger, newest first",
        argument: subject,
        options: [.value("limit", "COUNT", "how many entries", range: 1...1000, standard: "100")]
    ) { arguments in
        let uid = try arguments.subject()
        let limit = try arguments.count("limit")
        return try await Workspace.with(arguments) { workspace in
            .list(try await workspace.accounts.ledger(of: uid, limit: limit).map(\.fields))
        }
    }
}

extension Organization {
    /// What commands print of it.
    var fields: [Output.Field] {
        [
            ("uid", .id(uid)), ("name", .string(name)), ("plan", .string(plan.rawValue)),
            ("currency", .string(currency)), ("balance", .money(balance)),
            ("credit", .money(credit)), ("available", .money(available)),
            ("requestsPerMinute", .integer(requestsPerMinute)), ("createdAt", .moment(createdAt)),
        ]
    }
}

extension LedgerEntry {
    /// What commands print of it.
    fileprivate var fields: [Output.Field] {
        [
            ("id", .id(id)), ("at", .moment(at)), ("kind", .string(kind.rawValue)),
            ("amount", .money(amount)), ("balanceAfter", .money(balanceAfter)),
            ("itemsCount", .integer(itemsCount)), ("note", .string(note)),
        ]
    }
}
