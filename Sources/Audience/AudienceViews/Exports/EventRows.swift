import Attributes
import Audience
import AudienceModel
import CSVCoding
import JSONCoding

/// Writes events as rows that an import accepts.
struct EventRows: Sendable {
    private(set) var text: RowText

    /// The columns of CSV: the members of an event on the wire.
    static let columns = [
        "_user_id", "_event_id", "_event_type", "_event_date", "_event_parameters",
    ]

    init(_ shape: ExportShape) {
        text = RowText(shape)
        if shape.format == .csv { text.csv.row(EventRows.columns) }
    }

    /// Writes an event.
    mutating func add(_ exported: ExportedEvent) {
        let event = exported.event
        switch text.format {
        case .csv:
            text.csv.field(exported.userID)
            text.csv.field(event.eventID)
            text.csv.field(event.type)
            text.csv.field(event.at.preciseISO8601)
            var writer = JSONWriter(capacity: 256)
            writer.parameters(of: event)
            text.csv.field(utf8: writer.bytes.span)
            text.csv.endRow()
        case .ndjson:
            text.json.object { writer in
                writer.member("_user_id", exported.userID)
                writer.member("_event_id", event.eventID)
                writer.member("_event_type", event.type)
                writer.member("_event_date", event.at.preciseISO8601)
                writer.key("_event_parameters")
                writer.parameters(of: event)
            }
            text.json.endLine()
        }
    }

    /// Returns the rows so far and removes them.
    mutating func take() -> [UInt8] { text.take() }
}

extension JSONWriter {
    fileprivate mutating func parameters(of event: AudienceEvent) {
        object { writer in
            for (name, value) in event.parameters.sorted(by: { $0.key < $1.key }) {
                writer.key(text: name)
                writer.attribute(value)
            }
        }
    }
}
