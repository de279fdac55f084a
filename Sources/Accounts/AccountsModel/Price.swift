/// What one unit costs in one country.
public struct Price: Hashable, Sendable {
    /// What is priced.
    public enum Service: String, Sendable, CaseIterable {
        /// One part of an SMS.
        case sms
        /// One number lookup.
        case lookup
    }

    /// What is priced.
    public let service: Service
    /// ISO 3166-1 alpha-2 code, or `*` for every country without a price of its own.
    public let country: String
    /// The price of one unit.
    public let amount: Money

    /// Creates the value.
    public init(service: Service, country: String, amount: Money) {
        self.service = service
        self.country = country
        self.amount = amount
    }
}

/// The prices of one organization: its own first, then the server's list, then `*`.
public struct PriceProfile: Hashable, Sendable {
    private let amounts: [Price.Service: [String: Money]]

    /// Creates a profile; later prices override earlier ones of the same service and country.
    public init(_ prices: [Price]) {
        var amounts: [Price.Service: [String: Money]] = [:]
        for price in prices {
            amounts[price.service, default: [:]][price.country] = price.amount
        }
        self.amounts = amounts
    }

    /// The price of one unit; nil if the country is not served.
    public func price(of service: Price.Service, in country: String) -> Money? {
        guard let list = amounts[service] else { return nil }
        return list[country] ?? list["*"]
    }

    /// All prices of a service, ordered by country.
    public func prices(of service: Price.Service) -> [Price] {
        (amounts[service] ?? [:]).map { Price(service: service, country: $0.key, amount: $0.value) }
            .sorted { $0.country < $1.country }
    }
}
