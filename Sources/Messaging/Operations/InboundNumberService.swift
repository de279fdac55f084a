import AccountsModel
public import Essentials
public import MessagingModel

/// The rules for inbound numbers.
public struct InboundNumberService: Sendable {
    private let store: any InboundStore
    private let accounts: any AccountStore
    private let audit: AuditTrail

    init(store: any InboundStore, accounts: any AccountStore, audit: AuditTrail) {
        self.store = store
        self.accounts = accounts
        self.audit = audit
    }

    /// Assigns a number or short code to a token, also when another one had it.
    public func assign(
        _ text: String,
        to token: ObjectID,
        by actor: String
    ) async throws(ServiceError) -> InboundNumber {
        let number = try Self.normalized(text)
        guard let owner = try await accounts.token(token) else {
            throw .notFound("token \(token)")
        }
        let assigned = InboundNumber(number: number, token: owner.id)
        let entry = audit.entry("number.add", of: number, by: actor, [("token", "\(owner.id)")])
        try await store.assign(assigned, audit: entry)
        return assigned
    }

    /// All assigned numbers, in order.
    public func list() async throws(ServiceError) -> [InboundNumber] {
        try await store.inboundNumbers()
    }

    /// Takes a number away from its token and returns its digits; throws when nobody has it.
    public func remove(_ text: String, by actor: String) async throws(ServiceError) -> String {
        let number = try Self.normalized(text)
        let entry = audit.entry("number.remove", of: number, by: actor)
        try await store.removeInboundNumber(number, audit: entry)
        return number
    }

    private static func normalized(_ text: String) throws(ServiceError) -> String {
        guard let number = InboundNumber.normalized(text) else {
            throw .invalid("number", Phrase.mustBe("3 to 20 digits", not: "'\(text)'"))
        }
        return number
    }
}
