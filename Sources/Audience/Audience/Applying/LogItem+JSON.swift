import Attributes
import AudienceModel
import Essentials
import JSONCoding

extension LogItem {
    /// The contact or event as an item of its stream, for the quarantine.
    var json: String {
        var writer = JSONWriter()
        switch self {
        case .contact(let userID, let assignments): writer.contact(userID, assignments)
        case .event(let event): writer.event(event)
        case .removal, .sourceRemoval, .action, .erasure, .nameRemoval: writer.object { _ in }
        }
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

extension JSONWriter {
    fileprivate mutating func contact(_ userID: String, _ assignments: [LogItem.Assignment]) {
        object { writer in
            writer.key("_user_id")
            writer.string(userID)
            writer.assignments(assignments)
        }
    }

    fileprivate mutating func event(_ event: LogItem.LoggedEvent) {
        object { writer in
            writer.key("_user_id")
            writer.string(event.userID)
            writer.key("_event_id")
            writer.string(event.eventID)
            writer.key("_event_type")
            writer.string(event.type)
            writer.key("_event_date")
            writer.string(event.at.preciseISO8601)
            writer.key("_event_parameters")
            writer.object { writer in
                for parameter in event.parameters {
                    writer.key(text: parameter.name)
                    writer.attribute(parameter.value)
                }
            }
            guard let contact = event.contact else { return }
            writer.key("_user_data")
            writer.object { $0.assignments(contact) }
        }
    }

    private mutating func assignments(_ assignments: [LogItem.Assignment]) {
        for assignment in assignments {
            key(text: assignment.attribute)
            if let value = assignment.value { attribute(value) } else { null() }
        }
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

    static func unreadableContact(_ userID: String) -> IngestError {
        IngestError(
            "_user_id",
            "contact.unreadable",
            "The stored contact cannot be read; heliograph doctor says more"
        )
    }
}
