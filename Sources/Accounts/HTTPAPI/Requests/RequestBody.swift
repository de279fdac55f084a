public import HTTPServer
public import JSONCoding

/// Reads the JSON body of a request, whatever its content type.
public enum RequestBody {
    /// Why a body cannot be used; the texts are documented and clients may compare them.
    public struct Problem: Error, Equatable {
        /// The message for the client.
        public let message: String
    }

    /// The body, which must be an object.
    public static func object(_ request: HTTPRequest) throws(Problem) -> JSONObject {
        guard case .object(let object) = try value(request) else {
            throw Problem(message: "Body should be a JSON object")
        }
        return object
    }

    /// The body, which must be an array of 1 to `limit` items.
    public static func array(
        _ request: HTTPRequest,
        most limit: Int
    ) throws(Problem) -> [JSONValue] {
        guard case .array(let items) = try value(request) else {
            throw Problem(message: "Body should be an array")
        }
        guard !items.isEmpty else {
            throw Problem(message: "Body should have at least one item")
        }
        guard items.count <= limit else {
            throw Problem(message: "Body should have at most \(limit) items")
        }
        return items
    }

    /// The body, of any type.
    public static func value(_ request: HTTPRequest) throws(Problem) -> JSONValue {
        do {
            return try JSONDocument.parse(request.body.withoutByteOrderMark)
        } catch {
            guard error == .tooDeep else { throw Problem(message: "Problems parsing JSON") }
            let limit = JSONDocument.standardDepthLimit
            throw Problem(message: "Body should be nested at most \(limit) deep")
        }
    }
}

extension [UInt8] {
    /// The bytes without a leading byte order mark, which some clients send (RFC 8259, 8.1).
    fileprivate var withoutByteOrderMark: [UInt8] {
        starts(with: [0xEF, 0xBB, 0xBF]) ? Array(dropFirst(3)) : self
    }
}
