public import AccountsModel
public import Essentials

extension AccountService {
    /// Adds to an organization's balance; a negative amount takes from it.
    public func topUp(
        _ organization: ObjectID,
        amount: Money,
        note: String,
        by actor: String
    ) async throws(ServiceError) -> LedgerEntry {
        var rules = FieldErrors()
        if amount == .zero { rules.refuse("amount", Phrase.mustNotBe("zero")) }
        rules.amount(amount, field: "amount")
        let note = rules.name(note, field: "note")
        try rules.check()
        let owner = try await self.organization(organization)
        let details = [("amount", "\(amount)"), ("currency", owner.currency), ("note", note)]
        return try await store.topUp(
            owner.id,
            amount: amount,
            note: note,
            entry: ids.next(),
            audit: audit.entry("organization.top_up", of: "\(owner.uid)", by: actor, details)
        )
    }

    /// Ledger entries of an organization, newest first; 1 to 1000 of them.
    public func ledger(
        of organization: ObjectID,
        limit: Int = 100
    ) async throws(ServiceError) -> [LedgerEntry] {
        try ServiceError.checkLimit(limit, in: 1...1000)
        return try await store.ledger(
            of: try await self.organization(organization).id,
            limit: limit
        )
    }

    /// The prices that apply to an organization, or with nil to a new one.
    public func priceProfile(of organization: ObjectID?) async throws(ServiceError) -> PriceProfile
    {
        try await PriceProfile.effective(in: store, for: try await number(of: organization))
    }

    /// Overrides a price for an organization, or with nil for the whole server.
    @discardableResult
    public func setPrice(
        of service: Price.Service,
        in country: String,
        to amount: Money,
        organization: ObjectID?,
        by actor: String
    ) async throws(ServiceError) -> Price {
        let country = try await change(service, country, amount, organization, actor)
        return Price(service: service, country: country, amount: amount)
    }

    /// Removes a price override, and returns the price that holds in its place.
    @discardableResult
    public func unsetPrice(
        of service: Price.Service,
        in country: String,
        organization: ObjectID?,
        by actor: String
    ) async throws(ServiceError) -> Price {
        let country = try await change(service, country, nil, organization, actor)
        let profile = try await priceProfile(of: organization)
        let amount = profile.price(of: service, in: country) ?? .zero
        return Price(service: service, country: country, amount: amount)
    }

    /// Returns the country in capitals.
    private func change(
        _ service: Price.Service,
        _ country: String,
        _ amount: Money?,
        _ organization: ObjectID?,
        _ actor: String
    ) async throws(ServiceError) -> String {
        var rules = FieldErrors()
        // A price for what is no country can still be removed.
        let country = rules.country(country) { amount == nil || isCountry($0) }
        if let amount {
            if amount < .zero { rules.refuse("amount", Phrase.mustNotBe("negative")) }
            rules.amount(amount, field: "amount")
        }
        try rules.check()
        let owner = try await number(of: organization)
        let subject = organization.map { "\($0)" } ?? "server"
        let details = [
            ("service", service.rawValue), ("country", country),
            ("amount", amount.map { "\($0)" } ?? "default"),
        ]
        try await store.setPrice(
            service: service,
            country: country,
            amount: amount,
            organization: owner,
            audit: audit.entry(
                amount == nil ? "price.unset" : "price.set",
                of: subject,
                by: actor,
                details
            )
        )
        return country
    }
}

extension PriceProfile {
    /// The built-in list, overridden by the server's, overridden by the organization's own.
    static func effective(
        in store: any AccountStore,
        for organization: OrganizationID?
    ) async throws(ServiceError) -> PriceProfile {
        var prices = DefaultPrices.all
        prices += try await store.prices(of: nil)
        if let organization { prices += try await store.prices(of: organization) }
        return PriceProfile(prices)
    }
}
