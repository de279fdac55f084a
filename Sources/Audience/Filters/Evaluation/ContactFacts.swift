public import Attributes
public import Essentials

/// The values and events of a contact that a filter reads.
public protocol ContactFacts {
    /// The value of an attribute; nil if the contact has none.
    func value(of attribute: String) -> AttributeValue?

    /// The contact's events whose type passes the test, in any order.
    func events(ofTypes isWanted: (String) -> Bool) -> [EventFacts]
}

/// The fields of an event that a filter reads.
public struct EventFacts: Sendable, Hashable {
    /// Orders simultaneous events; later ones have higher ids.
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
