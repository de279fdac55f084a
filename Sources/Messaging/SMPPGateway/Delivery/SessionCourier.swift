import Essentials
import MessagingModel
import NotificationDelivery

/// Brings notifications to the sessions of their tokens.
struct SessionCourier: NotificationCourier {
    let clients: ClientDirectory

    /// Gives parcels to the lanes of their clients.
    func carry(_ parcels: [Parcel], answersTo receiver: any ParcelReceiver) {
        var byToken: [ObjectID: [Parcel]] = [:]
        for parcel in parcels { byToken[parcel.notification.token, default: []].append(parcel) }
        for (token, parcels) in byToken {
            if let client = clients[token] {
                client.lane.carry(parcels, answersTo: receiver)
            } else {
                receiver.take(parcels.map { ParcelAnswer(id: $0.id, outcome: .notMade) })
            }
        }
    }
}
