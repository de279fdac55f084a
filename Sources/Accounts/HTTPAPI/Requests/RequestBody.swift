public import HTTPServer
public import JSONCoding

/// Reads the JSON body of a request, whatever its content type.
public enum RequestBody {
    /// Why a body cannot be used; the texts are documented and clients may compare them.
    public struct Problem: Error, Equatable {
        /// The message for the client.
        public let message: String
        /// Where the body is wrong, for APIs whose messages are not fixed; nil if that is clear.
        public let detail: String?

        init(message: String, detail: String? = nil) {
            self.message = message
            self.detail = detail
        }
    }

    /// An element of a body, and what is wrong with the JSON of its values.
    public struct Item: Sendable {
        /// The element; faulty values are replaced.
        public let json: JSONValue
        /// The faults of its values; empty if the element is as the client sent it.
        public let faults: [JSONFault]
    }

    /// The body, which must be an array of 1 to `limit` items.
    ///
    /// A number beyond a double, or half of a surrogate pair, spoils its item only.
    public static func items(
        _ request: HTTPRequest,
        most limit: Int
    ) throws(Problem) -> [Item] {
        let bytes = request.body.withoutByteOrderMark
        let whole: JSONValue?
        var failure = JSONError.malformed
        do throws(JSONError) {
            whole = try JSONDocument.parse(bytes)
        } catch {
            whole = nil
            failure = error
        }
        if let whole { return try array(whole, most: limit) { _ in [] } }
        return try mendedItems(bytes, failure, most: limit)
    }

    private static func mendedItems(
        _ bytes: [UInt8],
        _ failure: JSONError,
        most limit: Int
    ) throws(Problem) -> [Item] {
        let faults = JSONDocument.faults(in: bytes)
        guard failure == .malformed, !faults.isEmpty,
            faults.allSatisfy({ $0.kind != .syntax })
        else { throw problem(failure, bytes) }
        let mended = JSONDocument.mended(bytes, faults)
        let value: JSONValue
        do throws(JSONError) { value = try JSONDocument.parse(mended) } catch {
            throw problem(error, mended)
        }
        let places = Dictionary(grouping: faults) { $0.path.first }
        return try array(value, most: limit) { places[.element($0), default: []] }
    }

    private static func array(
        _ value: JSONValue,
        most limit: Int,
        _ faults: (Int) -> [JSONFault]
    ) throws(Problem) -> [Item] {
        guard case .array(let items) = value else {
            throw Problem(message: "Body should be an array")
        }
        guard !items.isEmpty else {
            throw Problem(message: "Body should have at least one item")
        }
        guard items.count <= limit else {
            throw Problem(message: "Body should have at most \(limit) items")
        }
        return items.enumerated().map { Item(json: $1, faults: faults($0)) }
    }

    private static func problem(_ error: JSONError, _ bytes: [UInt8]) -> Problem {
        guard error == .tooDeep else {
            let fault = JSONDocument.faults(in: bytes, limit: 1).first
            return Problem(message: "Problems parsing JSON", detail: fault?.message)
        }
        let limit = JSONDocument.standardDepthLimit
        return Problem(message: "Body should be nested at most \(limit) deep")
    }

    /// The body, which must be an object.
    public static func object(_ request: HTTPRequest) throws(Problem) -> JSONObject {
        guard case .object(let object) = try value(request) else {
            throw Problem(message: "Body should be a JSON object")
        }
        return object
    }

    /// The body, which must be an array of 1 to `limit` items without faults.
    public static func array(
        _ request: HTTPRequest,
        most limit: Int
    ) throws(Problem) -> [JSONValue] {
        try array(try value(request), most: limit) { _ in [] }.map(\.json)
    }

    /// The body, of any type.
    public static func value(_ request: HTTPRequest) throws(Problem) -> JSONValue {
        let bytes = request.body.withoutByteOrderMark
        do { return try JSONDocument.parse(bytes) } catch { throw problem(error, bytes) }
    }
}

extension [UInt8] {
    /// The bytes without a leading byte order mark, which some clients send (RFC 8259, 8.1).
    fileprivate var withoutByteOrderMark: [UInt8] {
        starts(with: [0xEF, 0xBB, 0xBF]) ? Array(dropFirst(3)) : self
    }
}
