import Database
import JSONCoding
import MessagingModel

/// The stored form of payloads: the column `payload`, by kind.
///
/// Rows of earlier versions may be queued, so members are only added, and read as optional.
extension NotificationPayload {
    /// The payload as JSON.
    var json: String {
        var writer = JSONWriter(capacity: 96)
        writer.object { writer in
            switch self {
            case .messageStatus(let payload):
                writer.member("status", payload.status)
                writer.member("code", payload.code)
                writer.member("clientId", payload.clientID)
            case .inboundMessage(let payload):
                writer.member("status", payload.status)
                writer.member("clientId", payload.clientID)
                writer.member("text", payload.text)
                if payload.isBinary { writer.member("binary", true) }
                writer.member("from", payload.from)
                writer.member("to", payload.to)
            }
        }
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    /// Reads the payload of a row.
    init(
        _ kind: NotificationKind,
        json: String,
        submitted: SubmittedMessage?
    ) throws(DatabaseError) {
        let object = try StoredPayload(json)
        switch kind {
        case .messageStatus:
            self = .messageStatus(
                MessageStatusPayload(
                    status: try object.string("status"),
                    code: try object.integer("code"),
                    clientID: object.optionalString("clientId"),
                    submitted: submitted
                )
            )
        case .inboundMessage:
            self = .inboundMessage(
                InboundMessagePayload(
                    status: try object.string("status"),
                    clientID: object.optionalString("clientId"),
                    text: try object.string("text"),
                    isBinary: object.flag("binary"),
                    from: try object.string("from"),
                    to: try object.string("to")
                )
            )
        }
    }
}

/// The members of a payload, as stored.
private struct StoredPayload {
    private let members: JSONObject

    init(_ json: String) throws(DatabaseError) {
        let value: JSONValue
        do {
            value = try JSONDocument.parse(Array(json.utf8))
        } catch {
            throw .invalid("notification: the payload is not JSON: \(error)")
        }
        guard case .object(let members) = value else {
            throw .invalid("notification: the payload is not an object")
        }
        self.members = members
    }

    func optionalString(_ name: String) -> String? {
        guard case .string(let text)? = members[name] else { return nil }
        return text
    }

    /// Whether the member is true; false if it is missing.
    func flag(_ name: String) -> Bool {
        guard case .bool(let value)? = members[name] else { return false }
        return value
    }

    func string(_ name: String) throws(DatabaseError) -> String {
        guard let text = optionalString(name) else { throw missing(name) }
        return text
    }

    func integer(_ name: String) throws(DatabaseError) -> Int {
        guard case .integer(let number)? = members[name] else { throw missing(name) }
        return Int(number)
    }

    private func missing(_ name: String) -> DatabaseError {
        .invalid("notification: the payload has no \(name)")
    }
}
