import Attributes
import AudienceModel
import Essentials
import JSONCoding

extension LogItem.LoggedEvent {
    /// The event as an item of the stream, for the quarantine.
    var json: String {
        var writer = JSONWriter()
        writer.object { writer in
            writer.key("_user_id")
            writer.string(userID)
            writer.key("_event_id")
            writer.string(eventID)
            writer.key("_event_type")
            writer.string(type)
            writer.key("_event_date")
            writer.string(at.preciseISO8601)
            writer.key("_event_parameters")
            writer.object { writer in
                for parameter in parameters {
                    writer.key(text: parameter.name)
                    writer.attribute(parameter.value)
                }
            }
        }
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

extension IngestError {
    static func unknownContact(_ userID: String) -> IngestError {
        IngestError(
            "_user_id",
            "contact.unknown",
            "Contact not found: send it before its events, or with them as _user_data"
        )
    }
}
