import Domain
import HTTPServer
import JSONCoding

/// Reads the JSON body of a request, whatever its content type says (wire reference, §3).
enum RequestBody {
    /// Why a body cannot be used, in the documented words (wire reference, §5).
    struct Problem: Error, Equatable {
        let message: String
    }

    static func object(_ request: HTTPRequest) throws(Problem) -> JSONObject {
        guard case .object(let object) = try value(request) else {
            throw Problem(message: "Body should be a JSON object")
        }
        return object
    }

    static func array(
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

    private static func value(_ request: HTTPRequest) throws(Problem) -> JSONValue {
        do {
            return try JSONDocument.parse(request.body)
        } catch {
            throw Problem(message: "Problems parsing JSON")
        }
    }
}
