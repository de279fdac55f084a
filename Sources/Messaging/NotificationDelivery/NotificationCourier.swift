public import MessagingModel

/// One way to bring notifications to those who are owed them.
public protocol NotificationCourier: Sendable {
    /// Takes notifications on their way; each is answered exactly once, in any order.
    ///
    /// Returns at once; answers may come on any thread, in batches.
    func carry(_ parcels: [Parcel], answersTo receiver: any ParcelReceiver)
}

/// A notification on its way.
public struct Parcel: Sendable, Hashable {
    /// The service's number for it, given back with the answer.
    public let id: Int
    /// What is brought.
    public let notification: Notification

    /// Creates the value.
    public init(id: Int, notification: Notification) {
        self.id = id
        self.notification = notification
    }
}

/// What became of a parcel.
public struct ParcelAnswer: Sendable, Hashable {
    /// The ways a parcel's journey ends.
    public enum Outcome: Sendable, Hashable {
        /// It was taken.
        case delivered
        /// It was not taken; says why. It is brought again on the retry schedule.
        case failed(String)
        /// It never got on its way, or nobody knows; it is brought again soon.
        case notMade
        /// Nobody wants it any more.
        case dropped
    }

    /// The service's number for the parcel.
    public let id: Int
    /// What became of it.
    public let outcome: Outcome
    /// With a failure: how long whoever did not take it asks to be left alone.
    public let retryAfter: Duration?

    /// Creates the value.
    public init(id: Int, outcome: Outcome, retryAfter: Duration? = nil) {
        self.id = id
        self.outcome = outcome
        self.retryAfter = retryAfter
    }
}

/// Takes the answers to parcels.
public protocol ParcelReceiver: AnyObject, Sendable {
    /// Takes answers that came together; must be quick.
    func take(_ answers: [ParcelAnswer])
}
