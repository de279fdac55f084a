public import Essentials

/// One entry of an organization's ledger, which is append-only.
public struct LedgerEntry: Hashable, Sendable {
    /// Why the balance changed.
    public enum Kind: String, Sendable, CaseIterable {
        /// Money that came in, or was removed manually.
        case topUp = "top_up"
        /// Messages or lookups that were accepted together.
        case charge
        /// The price of messages that were never handed to a carrier.
        case refund
    }

    /// The identifier; messages refer to the entry that charged them.
    public let id: ObjectID
    /// The organization.
    public let organization: OrganizationID
    /// Why the balance changed.
    public let kind: Kind
    /// The amount added to the balance; negative for charges.
    public let amount: Money
    /// The balance after this entry.
    public let balanceAfter: Money
    /// How many messages or lookups it pays for; 0 for a top-up.
    public let itemsCount: Int
    /// The operator's note, or what was charged.
    public let note: String
    /// When it happened.
    public let at: Timestamp

    /// Creates the value.
    public init(
        id: ObjectID,
        organization: OrganizationID,
        kind: Kind,
        amount: Money,
        balanceAfter: Money,
        itemsCount: Int,
        note: String,
        at: Timestamp
    ) {
        self.id = id
        self.organization = organization
        self.kind = kind
        self.amount = amount
        self.balanceAfter = balanceAfter
        self.itemsCount = itemsCount
        self.note = note
        self.at = at
    }
}
