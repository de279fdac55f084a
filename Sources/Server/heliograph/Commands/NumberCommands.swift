import AccountsModel
import Essentials
import Host
import MessagingModel
import Operations
import PhoneNumbers

/// `heliograph number …`.
enum NumberCommands {
    static let commands = [add, check, list, remove]

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

    private static let check = Command(
        path: ["number", "check"],
        summary: "Tell what a phone number is, and why messages to it are refused",
        argument: CommandArgument(placeholder: "NUMBER", help: "the number, as anybody writes it"),
        options: [
            .value(
                "country",
                "CODE",
                "the country of a number without a country code, e.g. ES; without it,"
                    + " the number is read as that of a message"
            )
        ]
    ) { arguments in
        let country = arguments.text("country")?.uppercased()
        if let country, Country(code: country) == nil {
            throw UsageError("--country: there is no country \(country)")
        }
        let check = NumberCheck(try arguments.subjectText(), country: country)
        return .record(check.fields, check.reason == nil ? .success : .checkFailed)
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

extension NumberCheck {
    fileprivate var fields: [Output.Field] {
        let others = number.map { number in number.variants.filter { $0 != number } } ?? []
        return [
            ("number", .text(number?.description)), ("valid", .bool(reason == nil)),
            ("reason", .text(reason)), ("country", .text(facts?.country)),
            ("type", .text(facts?.type.rawValue)), ("operator", .text(facts?.operatorName)),
            ("mcc", .text(facts?.mcc)), ("mnc", .text(facts?.mnc)),
            ("callingCode", .integer(number?.callingCode)),
            ("lengths", .array(lengths.map(PrintedValue.integer))),
            ("variants", .array(others.map { .string($0.description) })),
            ("plans", .string("phonenumbers \(Self.plansVersion)")),
        ]
    }
}

extension InboundNumber {
    fileprivate var fields: [Output.Field] { [("number", .string(number)), ("token", .id(token))] }
}
