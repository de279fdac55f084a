public import Essentials

/// One notification as the machine sees it: what to order it by and when it is due.
public struct Ticket: Hashable, Sendable {
    /// The notification; ids grow in the order of their causes.
    public let id: ObjectID
    /// The message it tells of; the calls of one message are made one after the other.
    public let message: ObjectID
    /// Attempts that failed so far.
    public internal(set) var attempts: Int
    /// When the next attempt is due.
    public internal(set) var dueAt: Timestamp
    /// When it was queued, for the age at which it is given up.
    public let queuedAt: Timestamp

    /// Creates the value.
    public init(
        id: ObjectID,
        message: ObjectID,
        attempts: Int = 0,
        dueAt: Timestamp,
        queuedAt: Timestamp
    ) {
        self.id = id
        self.message = message
        self.attempts = attempts
        self.dueAt = dueAt
        self.queuedAt = queuedAt
    }
}

/// Where the machine keeps a ticket; small numbers, used again once a ticket is settled.
public typealias Slot = Int

/// The machine's number for an endpoint, counted from 0 in the order they were added.
public typealias EndpointNumber = Int
