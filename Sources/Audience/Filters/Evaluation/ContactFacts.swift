public import Attributes
public import Essentials

/// What a filter asks of one contact.
public protocol ContactFacts {
    /// The value of an attribute; nil when the contact has none.
    func value(of attribute: String) -> AttributeValue?

    /// The contact's events whose type is wanted, in any order.
    func events(ofTypes isWanted: (String) -> Bool) -> [EventFacts]
}

/// What a filter asks of one event.
public struct EventFacts: Sendable, Hashable {
    /// Tells events of one moment apart; later ones have higher ids.
    public var id: Int64
    /// The name of its type.
    public var type: String
    /// When it happened.
    public var date: Timestamp
    /// When it was received.
    public var createdAt: Timestamp
    /// Its parameters.
    public var parameters: [String: AttributeValue]

    /// Creates facts.
    public init(
        id: Int64,
        type: String,
        date: Timestamp,
        createdAt: Timestamp,
        parameters: [String: AttributeValue]
    ) {
        self.id = id
        self.type = type
        self.date = date
        self.createdAt = createdAt
        self.parameters = parameters
    }
}
