public import Essentials

/// Sends notifications over one channel.
public protocol NotificationSender: Sendable {
    /// Sends notifications; each is answered exactly once, in any order.
    ///
    /// Returns at once. Answers may come on any thread, in batches.
    func send(_ notifications: [Notification], answersTo receiver: any NotificationAnswerReceiver)
}

/// How the sending of a notification ended.
public struct NotificationAnswer: Hashable, Sendable {
    /// How it ended.
    public enum Result: Hashable, Sendable {
        /// The endpoint accepted it.
        case delivered
        /// The endpoint did not accept it or could not be reached; it is retried on the schedule.
        ///
        /// `retryAfter` is how long the endpoint asks to be left alone.
        case failed(String, retryAfter: Duration? = nil)
        /// It was not sent, or nobody knows; it is sent again soon, and no attempt is counted.
        case notSent
        /// Nobody wants it any more.
        case dropped
    }

    /// The notification.
    public let id: ObjectID
    /// How it ended.
    public let result: Result

    /// Creates the value.
    public init(id: ObjectID, result: Result) {
        self.id = id
        self.result = result
    }
}

/// Takes the answers of a sender.
public protocol NotificationAnswerReceiver: AnyObject, Sendable {
    /// Takes answers that came together; must be quick.
    func take(_ answers: [NotificationAnswer])
}
