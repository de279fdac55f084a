public import Essentials

/// What the machine asks its owner to do.
public enum DeliveryAction: Hashable, Sendable {
    /// Make the call of the ticket in this slot, and report the answer.
    case call(Slot)
    /// Record what became of a ticket; its slot is free after this, unless it is tried again.
    case settle(Settlement)
    /// Read tickets of an endpoint with higher ids from the store, at most so many in order of id.
    ///
    /// The read must see every settlement that was asked for before.
    case load(EndpointNumber, after: ObjectID?, limit: Int)
}

/// What became of a ticket.
public struct Settlement: Hashable, Sendable {
    /// The endpoint.
    public let endpoint: EndpointNumber
    /// The notification.
    public let id: ObjectID
    /// Where the ticket was; nil when it never got a slot.
    public let slot: Slot?
    /// What became of it.
    public let fate: Fate

    /// The ways a ticket leaves the queue, and the one way it stays.
    public enum Fate: Hashable, Sendable {
        /// The endpoint took it.
        case delivered
        /// Stays in its slot until then.
        case retry(at: Timestamp, attempts: Int)
        /// Given up after its last retry.
        case exhausted(attempts: Int)
        /// Given up for its age.
        case tooOld(attempts: Int)
        /// Nobody wants it any more.
        case dropped
    }
}

/// How a call ended.
public enum CallResult: Hashable, Sendable {
    /// The endpoint took it.
    case success
    /// The endpoint did not take it, or could not be reached.
    case failure
    /// As a failure, and the endpoint asks to be left alone so long.
    case busy(for: Duration)
    /// The call could not be made for a reason on our side; it is made again soon.
    case notMade
    /// Nobody wants the call any more.
    case dropped
}
