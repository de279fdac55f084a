public import AccountsModel
public import Essentials
public import MessageDispatch
public import MessagingModel
import PhoneNumbers

extension RouteService {
    /// What the routes do with a message to a number, without sending one.
    ///
    /// Without a sender or a project, routes for one take nothing.
    public func check(
        _ number: String,
        sender: String? = nil,
        project: ProjectID? = nil
    ) async throws(ServiceError) -> RouteCheck {
        let (recipient, country) = try destination(number)
        let overviews = try await carriers.list()
        let verdicts = RoutingTable.verdicts(
            of: try await list().valid,
            destination: recipient.digits,
            country: country,
            sender: sender,
            project: project
        )
        return RouteCheck(
            number: recipient.digits,
            country: country,
            routes: verdicts.map { route, verdict in
                RouteCheck.Item(
                    route: route,
                    verdict: verdict,
                    carrier: overviews.first { $0.settings.id == route.carrier }
                )
            }
        )
    }

    private func destination(
        _ number: String
    ) throws(ServiceError) -> (E164Number, country: String) {
        do throws(PhoneNumberError) {
            let recipient = try E164Number.recipient(number)
            if let country = recipient.country { return (recipient, country) }
        } catch {}
        throw .invalid(
            "number",
            Phrase.mustBe("a phone number with its country code, e.g. +34600000000")
        )
    }
}

/// What the routes do with a message to a number.
public struct RouteCheck: Sendable {
    /// A route and what it does.
    public struct Item: Sendable {
        /// The route.
        public let route: Route
        /// Whether it takes the message, or why not.
        public let verdict: RouteVerdict
        /// Its carrier; nil if the server has none of that name.
        public let carrier: CarrierOverview?

        /// Why its carrier takes nothing now; nil if it does, or no server runs.
        public var carrierProblem: String? {
            guard let carrier else { return "the carrier does not exist" }
            if carrier.settings.isPaused { return "the carrier is paused" }
            return carrier.status?.state == .down ? "the carrier is not connected" : nil
        }
    }

    /// The digits of the number.
    public let number: UInt64
    /// The ISO code of its country.
    public let country: String
    /// All routes: those that take the message first, best first.
    public let routes: [Item]

    /// The route that takes the message now; nil if none does.
    ///
    /// If the carriers of all routes that take it are out of service, it waits for the first.
    public var taker: Item? {
        let taking = routes.filter { item in
            if case .takes = item.verdict { true } else { false }
        }
        return taking.first { $0.carrierProblem == nil } ?? taking.first
    }
}
