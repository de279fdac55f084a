public import Essentials

/// Sends notifications over one channel.
public protocol NotificationSender: Sendable {
    /// Sends notifications; each is answered exactly once, in any order.
    ///
    /// Returns at once. Answers may come on any thread, in batches.
    func send(_ notifications: [Notification], answersTo receiver: any NotificationAnswerReceiver)
}

/// The result of sending a notification.
public struct NotificationAnswer: Hashable, Sendable {
    /// The possible results.
    public enum Result: Hashable, Sendable {
        /// The endpoint accepted it.
        case delivered
        /// The endpoint did not accept it or could not be reached; it is retried on the schedule.
        ///
        /// `retryAfter` is how long the endpoint asks to wait.
        case failed(String, retryAfter: Duration? = nil)
        /// It was not sent, or nobody knows; it is sent again soon, and no attempt is counted.
        case notSent
        /// Its endpoint is gone.
        case dropped
    }

    /// The notification.
    public let id: ObjectID
    /// The result.
    public let result: Result

    /// Creates an answer.
    public init(id: ObjectID, result: Result) {
        self.id = id
        self.result = result
    }
}

/// Receives the answers of a sender.
public protocol NotificationAnswerReceiver: AnyObject, Sendable {
    /// Handles answers that came together; must return quickly.
    func take(_ answers: [NotificationAnswer])
}
