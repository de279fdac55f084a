import Domain
import Essentials
import HTTPServer
import JSONCoding

/// The envelopes of both APIs (wire reference, §3).
extension HTTPResponse {
    /// `{"entity": …}`.
    static func entity(
        status: Int = 200,
        _ write: (inout JSONWriter) -> Void
    ) -> HTTPResponse {
        var writer = JSONWriter(capacity: 768)
        writer.object { writer in
            writer.key("entity")
            write(&writer)
        }
        return .json(status: status, bytes: writer.bytes)
    }

    /// `{"entities": […]}`.
    static func entities<Entity>(
        _ entities: [Entity],
        _ write: (inout JSONWriter, Entity) -> Void
    ) -> HTTPResponse {
        var writer = JSONWriter(capacity: 768 * max(entities.count, 1))
        writer.object { writer in
            writer.key("entities")
            writer.array { writer in
                for entity in entities { write(&writer, entity) }
            }
        }
        return .json(bytes: writer.bytes)
    }
}

extension HTTPRequest {
    /// The identifier in the path; one that is none names nothing.
    func id() throws(DomainError) -> ObjectID {
        guard let text = parameters["id"], let id = ObjectID(text) else {
            throw .notFound("an identifier that is none")
        }
        return id
    }

    /// Whether the request only asks what would happen (`?_dryRun`).
    var isDryRun: Bool {
        guard let item = query.first(where: { $0.name == "_dryRun" }) else { return false }
        return item.value != "false" && item.value != "0"
    }
}
