import Accounts
import AccountsModel
import Essentials
import HTTPAPI
import HTTPServer
import JSONCoding

extension TransactionalAPI {
    static let accountEndpoints: [TransactionalEndpoint] = [
        TransactionalEndpoint(
            .get,
            "/organization/account",
            name: "organization-account",
            access: .anyToken,
            documentation: EndpointDocumentation(
                "Get the balance",
                tag: "account",
                responses: [.ok("AccountResponse")]
            ),
            handler: TransactionalAPI.showAccount
        ),
        TransactionalEndpoint(
            .get,
            "/price-profile/sms",
            aliases: ["/sms/price-profile/me/countries"],
            name: "price-profile-sms",
            access: .anyToken,
            documentation: EndpointDocumentation(
                "List the prices of messages by country",
                tag: "price",
                responses: [.ok("PriceListResponse")]
            ),
            handler: { api in { _, caller in api.listPrices(of: .sms, caller) } }
        ),
        TransactionalEndpoint(
            .get,
            "/price-profile/lookup",
            aliases: ["/lookup/price-profile/me/countries"],
            name: "price-profile-lookup",
            access: .anyToken,
            documentation: EndpointDocumentation(
                "List the prices of lookups by country",
                tag: "price",
                responses: [.ok("PriceListResponse")]
            ),
            handler: { api in { _, caller in api.listPrices(of: .lookup, caller) } }
        ),
        TransactionalEndpoint(
            .get,
            "/price-profile/me/countries",
            aliases: ["/organization/price-profile/me/countries"],
            name: "price-profile-countries",
            access: .anyToken,
            documentation: EndpointDocumentation(
                "List all prices by country",
                tag: "price",
                responses: [.ok("PriceListResponse")]
            ),
            handler: { api in { _, caller in api.listPrices(of: nil, caller) } }
        ),
    ]
}

/// `GET /organization/account` and the price profiles.
extension TransactionalAPI {
    /// The current balance; answered without funds too.
    func showAccount(
        _ request: HTTPRequest,
        _ caller: Caller
    ) async throws(ServiceError) -> HTTPResponse {
        let organization = try await gate.directory.organization(caller.account.organization.id)
        return .entity { writer in
            writer.object { writer in
                writer.key("available")
                writer.millionths(organization.available.micros)
                writer.member("currency", organization.currency)
                writer.member("id", plain: organization.uid.hexDigits)
                writer.member("name", organization.name)
                writer.key("balance")
                writer.millionths(organization.balance.micros)
                writer.key("credit")
                writer.millionths(organization.credit.micros)
            }
        }
    }

    /// Prices by country, of one service or of all.
    func listPrices(of service: Price.Service?, _ caller: Caller) -> HTTPResponse {
        let services = service.map { [$0] } ?? Price.Service.allCases
        let prices = services.flatMap { caller.account.prices.prices(of: $0) }
        let currency = caller.account.organization.currency
        return .entities(prices) { writer, price in
            writer.object { writer in
                writer.member("country", price.country)
                writer.member("type", price.service.rawValue)
                writer.key("price")
                writer.millionths(price.amount.micros)
                writer.member("currency", currency)
            }
        }
    }
}
