import Database
import Essentials
import MessagingModel

/// The channels over which a token can be notified.
struct TokenChannels {
    /// Its webhook, if it has one.
    ///
    /// A revoked token keeps it: its messages are still reported.
    var callback: CallbackTarget?
    /// Whether it has a system id.
    var hasSMPP = false

    /// Reads the channels of a token; an unknown token has none.
    static func of(_ token: ObjectID, in reader: any SQLReader) throws -> TokenChannels {
        let row = try reader.queryOne(
            "SELECT callback_url, callback_secret, system_id FROM token WHERE id = $1",
            [SQLValue(token)]
        )
        guard let row else { return TokenChannels() }
        var columns = RowReader(row)
        let url = try columns.optionalText()
        let secret = try columns.optionalBlob()
        return TokenChannels(
            callback: url.map { CallbackTarget(url: $0, secret: secret) },
            hasSMPP: try columns.optionalText() != nil
        )
    }

    /// The channel for an inbound message; nil if there is none.
    ///
    /// A reply uses the channel of the message that it answers, if the token still has it. Other
    /// messages prefer the webhook.
    func forInbound(prefersSMPP: Bool) -> NotificationChannel? {
        if prefersSMPP, hasSMPP { return .smpp }
        if callback != nil { return .webhook }
        return hasSMPP ? .smpp : nil
    }
}
