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

/// What became of a notification, in the scheduler's numbers.
public struct SlotSettlement: Hashable, Sendable {
    /// The endpoint.
    public let endpoint: EndpointNumber
    /// The notification.
    public let id: ObjectID
    /// Where the notification is or was.
    public let slot: Slot
    /// What became of it.
    public let outcome: NotificationOutcome
}

/// Where the scheduler keeps a notification; used again once the notification is settled.
public typealias Slot = Int

/// The scheduler's number for an endpoint, counted from 0 in the order they were added.
public typealias EndpointNumber = Int
