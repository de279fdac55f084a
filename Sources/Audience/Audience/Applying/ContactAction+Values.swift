import Attributes
import AudienceModel
import Essentials

extension ContactAction {
    /// The values that the action sets, with the time; none if it removes the person.
    func platformValues(at moment: Timestamp) -> [StoredContact.PlatformValue] {
        let channel: String
        let isSubscribed: Bool
        switch kind {
        case .smsSubscribe: (channel, isSubscribed) = ("sms", true)
        case .smsUnsubscribe: (channel, isSubscribed) = ("sms", false)
        case .emailSubscribe: (channel, isSubscribed) = ("email", true)
        case .emailUnsubscribe: (channel, isSubscribed) = ("email", false)
        case .deleteContact: return []
        }
        let values: KeyValuePairs<String, AttributeValue> = [
            "_is_subscribed_\(channel)": .bool(isSubscribed),
            "_date_\(isSubscribed ? "" : "un")subscribed_\(channel)": .moment(moment),
        ]
        return values.map { attribute, value in
            StoredContact.PlatformValue(
                attribute: attribute,
                value: value,
                at: moment,
                action: kind.rawValue,
                reason: reason,
                origin: origin
            )
        }
    }
}
