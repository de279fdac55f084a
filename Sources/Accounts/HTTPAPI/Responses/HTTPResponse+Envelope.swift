public import Essentials
public import HTTPServer
public import JSONCoding

/// The envelopes of all APIs.
extension HTTPResponse {
    /// `{"entity": …}`.
    public static func entity(
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
    public static func entities<Entity>(
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
    /// The identifier in the path; an invalid one is answered 404.
    public func id() throws(ServiceError) -> ObjectID {
        guard let text = parameters["id"], let id = ObjectID(text) else {
            throw .notFound("an invalid identifier")
        }
        return id
    }

    /// Whether the request is a dry run (`?_dryRun`).
    public var isDryRun: Bool { hasFlag("_dryRun") }

    /// Whether the query has the flag; a bare `_sync` means true, `=false` and `=0` mean false.
    public func hasFlag(_ name: String) -> Bool {
        guard let item = query.first(where: { $0.name == name }) else { return false }
        // Python clients send `True` and `False`.
        let value = item.value?.lowercased()
        return value != "false" && value != "0"
    }

    /// Rejects parameters of the query other than the named ones, and than the token's.
    ///
    /// Otherwise a misspelled `?_dryrun` would do what should only be validated.
    public func refuseParameters(
        otherThan names: [String] = []
    ) throws(ServiceError) {
        let known = names + [BearerToken.parameter]
        let other = query.first { !known.contains($0.name) }
        guard let other else { return }
        let isFlag = other.name.hasPrefix("_") && !names.isEmpty
        throw .invalid([
            FieldError(
                String(other.name.prefix(128)),
                Phrase.unknown(isFlag ? "flag" : "parameter", expected: isFlag ? names : known)
            )
        ])
    }
}
