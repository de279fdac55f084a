import HTTPAPI
import HTTPServer
import JSONCoding

/// The OpenAPI 3.1 documents, made from the table of endpoints that also makes the routes.
extension TransactionalAPI {
    /// The document of a mount, as JSON.
    public static func openAPI(of mount: Mount) -> [UInt8] {
        var writer = JSONWriter(capacity: 32_768)
        writer.value(document(of: mount))
        return writer.bytes
    }

    private static func document(of mount: Mount) -> JSONValue {
        var paths: [(String, [(String, JSONValue)])] = []
        for endpoint in Endpoint.allCases {
            for (index, path) in endpoint.paths.enumerated() {
                let operation = endpoint.operation(isAlias: index > 0, place: index)
                let member = (endpoint.method.name.lowercased(), operation)
                if let place = paths.firstIndex(where: { $0.0 == path }) {
                    paths[place].1.append(member)
                } else {
                    paths.append((path, [member]))
                }
            }
        }
        return [
            "openapi": "3.1.0",
            "info": [
                "title": .string("Heliograph \(mount.rawValue) API"),
                "version": "1.0.0",
                "description":
                    "SMS over HTTP, number lookups, balance and prices, wire-compatible.",
            ],
            "servers": [["url": .string(mount.prefix.isEmpty ? "/" : mount.prefix)]],
            "security": [["BearerAuth": []]],
            "tags": [
                ["name": "sms"], ["name": "lookup"], ["name": "account"], ["name": "price"],
            ],
            "paths": .object(paths.map { ($0.0, .object($0.1)) }),
            "components": [
                "securitySchemes": ["BearerAuth": ["type": "http", "scheme": "bearer"]],
                "schemas": OpenAPISchemas.all,
                "headers": OpenAPIHeaders.all,
            ],
        ]
    }
}

extension Endpoint {
    /// The operation of the endpoint on one of its paths.
    fileprivate func operation(isAlias: Bool, place: Int) -> JSONValue {
        var members: [(String, JSONValue)] = [
            ("operationId", .string(isAlias ? "\(rawValue)-alias-\(place)" : rawValue)),
            ("summary", .string(summary)),
            ("tags", [.string(tag)]),
        ]
        if !parameters.isEmpty { members.append(("parameters", .array(parameters))) }
        if let body = requestBody {
            members.append(
                (
                    "requestBody",
                    ["required": true, "content": ["application/json": ["schema": body]]]
                )
            )
        }
        members.append(("responses", .object(responses)))
        return .object(members)
    }

    private var summary: String {
        switch self {
        case .smsCreate: "Send one message"
        case .smsBulk: "Send up to 100 messages"
        case .smsList: "List messages, newest first"
        case .smsShow: "Read a message"
        case .smsCancel: "Cancel a message that waits for its time"
        case .lookupCreate: "Look a number up"
        case .lookupList: "List lookups, newest first"
        case .lookupShow: "Read a lookup"
        case .account: "Read the balance"
        case .smsPrices: "List prices of messages by country"
        case .lookupPrices: "List prices of lookups by country"
        case .prices: "List all prices by country"
        }
    }

    private var tag: String {
        switch self {
        case .smsCreate, .smsBulk, .smsList, .smsShow, .smsCancel: "sms"
        case .lookupCreate, .lookupList, .lookupShow: "lookup"
        case .account: "account"
        case .smsPrices, .lookupPrices, .prices: "price"
        }
    }

    private var parameters: [JSONValue] {
        switch self {
        case .smsCreate, .smsBulk: [OpenAPISchemas.dryRun, OpenAPISchemas.idempotencyKey]
        case .smsList, .lookupList: [OpenAPISchemas.page, OpenAPISchemas.perPage]
        case .smsShow, .smsCancel, .lookupShow: [OpenAPISchemas.id]
        default: []
        }
    }

    private var requestBody: JSONValue? {
        switch self {
        case .smsCreate: OpenAPISchemas.reference("SmsItemBody")
        case .smsBulk:
            [
                "type": "array", "minItems": 1,
                "maxItems": .integer(Int64(TransactionalAPI.mostBulkItems)),
                // Items are judged one by one: a bad one is reported, never refuses the call.
                "items": ["anyOf": [OpenAPISchemas.reference("SmsItemBody"), [:]]],
            ]
        case .lookupCreate: OpenAPISchemas.reference("LookupBody")
        default: nil
        }
    }

    private var responses: [(String, JSONValue)] {
        var responses: [(String, JSONValue)] = [success]
        switch self {
        case .smsCreate:
            responses.append(preview("SmsPreviewResponse"))
            responses += errors([400, 402, 409, 413, 415, 422])
        case .smsBulk:
            responses.append(preview("SmsBulkPreviewResponse"))
            responses += errors([400, 402, 409, 413, 415, 422])
        case .lookupCreate: responses += errors([400, 402, 413, 415])
        case .smsShow, .lookupShow: responses += errors([404])
        case .smsCancel: responses += errors([404, 409, 413, 415])
        default: break
        }
        return responses + errors([401, 429, 500, 503])
    }

    private var success: (String, JSONValue) {
        let (status, schema) =
            switch self {
            case .smsCreate: ("201", "SmsResponse")
            case .smsBulk: ("201", "SmsBulkResponse")
            case .smsList: ("200", "SmsListResponse")
            case .smsShow, .smsCancel: ("200", "SmsResponse")
            case .lookupCreate: ("201", "LookupResponse")
            case .lookupList: ("200", "LookupListResponse")
            case .lookupShow: ("200", "LookupResponse")
            case .account: ("200", "AccountResponse")
            case .smsPrices, .lookupPrices, .prices: ("200", "PriceListResponse")
            }
        return (status, OpenAPISchemas.response("Done", schema, isLimited: true, links: links))
    }

    /// What can be done with the identifier that an answer holds.
    private var links: [(String, Endpoint)] {
        switch self {
        case .smsCreate: [("show", .smsShow), ("cancel", .smsCancel)]
        case .lookupCreate: [("show", .lookupShow)]
        default: []
        }
    }

    private func preview(_ schema: String) -> (String, JSONValue) {
        ("200", OpenAPISchemas.response("What would be sent (`_dryRun`)", schema, isLimited: true))
    }

    private func errors(_ statuses: [Int]) -> [(String, JSONValue)] {
        statuses.map { status in
            (String(status), OpenAPISchemas.errorResponse(status))
        }
    }
}
