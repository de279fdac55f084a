import Accounts
import AccountsModel
import Essentials
import Host

/// `heliograph price …`.
enum PriceCommands {
    static let commands = [list, set, unset]

    private static let organization = CommandOption.value(
        "organization",
        "UID",
        "an organization's own prices, instead of the server's"
    )
    private static let service = CommandOption.required("service", "NAME", "sms or lookup")
    private static let country = CommandOption.required(
        "country",
        "CODE",
        "ISO 3166 code of a country, e.g. ES, or * for all others"
    )

    private static let list = Command(
        path: ["price", "list"],
        summary: "List the prices in force",
        options: [organization, .value("service", "NAME", "only sms or only lookup")]
    ) { arguments in
        let owner = try arguments.objectID("organization")
        let only: Price.Service? = try arguments.word("service")
        return try await Workspace.with(arguments) { workspace in
            let profile = try await workspace.accounts.priceProfile(of: owner)
            let services = only.map { [$0] } ?? Price.Service.allCases
            return .list(services.flatMap { profile.prices(of: $0) }.map(\.fields))
        }
    }

    private static let set = Command(
        path: ["price", "set"],
        summary: "Override the price of an SMS part or a lookup in a country",
        options: [
            service, country,
            .required("amount", "AMOUNT", "in the organization's currency, e.g. 0.045"),
            organization,
        ]
    ) { arguments in
        let (service, country) = try key(arguments)
        let owner = try arguments.objectID("organization")
        let amount = try arguments.money("amount") ?? .zero
        return try await Workspace.with(arguments) { workspace in
            let price = try await workspace.accounts.setPrice(
                of: service,
                in: country,
                to: amount,
                organization: owner,
                by: workspace.actor
            )
            return .record(price.fields)
        }
    }

    private static let unset = Command(
        path: ["price", "unset"],
        summary: "Remove a price override",
        options: [service, country, organization]
    ) { arguments in
        let (service, country) = try key(arguments)
        let owner = try arguments.objectID("organization")
        return try await Workspace.with(arguments) { workspace in
            let price = try await workspace.accounts.unsetPrice(
                of: service,
                in: country,
                organization: owner,
                by: workspace.actor
            )
            return .record(price.fields)
        }
    }

    private static func key(
        _ arguments: Arguments
    ) throws(UsageError) -> (Price.Service, String) {
        (try arguments.word("service") ?? .sms, try arguments.requiredText("country"))
    }
}

extension Price {
    fileprivate var fields: [Output.Field] {
        [
            ("service", .string(service.rawValue)), ("country", .string(country)),
            ("amount", .money(amount)),
        ]
    }
}
