import Essentials
import MessagingModel
import NotificationDelivery

/// Sends notifications over the sessions of their tokens.
struct SessionSender: NotificationSender {
    let clients: ClientDirectory

    /// Passes notifications to the queues of their clients.
    func send(
        _ notifications: [Notification],
        answersTo receiver: any NotificationAnswerReceiver
    ) {
        var byToken: [ObjectID: [Notification]] = [:]
        for notification in notifications {
            byToken[notification.token, default: []].append(notification)
        }
        for (token, notifications) in byToken {
            if let client = clients[token] {
                client.deliveries.send(notifications, answersTo: receiver)
            } else {
                receiver.take(notifications.map { NotificationAnswer(id: $0.id, result: .notSent) })
            }
        }
    }
}
