public import Essentials
public import MessagingModel

/// What the scheduler asks its owner to do.
public enum SchedulerAction: Hashable, Sendable {
    /// Send the notification in this slot, and report the answer.
    case send(Slot)
    /// Record the outcome of a notification; its slot is free after this, unless it is retried.
    case settle(SlotSettlement)
    /// Read an endpoint's notifications with higher ids from the store, in order of id.
    ///
    /// The read must see every outcome that was settled before.
    case load(EndpointNumber, after: ObjectID?, limit: Int)
}

/// The outcome of a notification, in the scheduler's numbers.
public struct SlotSettlement: Hashable, Sendable {
    /// The endpoint.
    public let endpoint: EndpointNumber
    /// The notification.
    public let id: ObjectID
    /// The slot of the notification.
    public let slot: Slot
    /// The outcome.
    public let outcome: NotificationOutcome
}

/// The scheduler's number for a notification; reused once the notification is settled.
public typealias Slot = Int

/// The scheduler's number for an endpoint, counted from 0 in the order they were added.
public typealias EndpointNumber = Int
