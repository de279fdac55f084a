import HTTPAPI
import JSONCoding

/// The shapes of the documents, as the handlers read and write them.
enum OpenAPISchemas {
    static func reference(_ name: String) -> JSONValue {
        ["$ref": .string("#/components/schemas/\(name)")]
    }

    static func response(
        _ description: String,
        _ schema: String,
        isLimited: Bool,
        links: [(String, Endpoint)] = []
    ) -> JSONValue {
        var members: [(String, JSONValue)] = [("description", .string(description))]
        if isLimited { members.append(("headers", OpenAPIHeaders.references)) }
        members.append(("content", ["application/json": ["schema": reference(schema)]]))
        if !links.isEmpty {
            members.append(("links", .object(links.map { ($0.0, link(to: $0.1)) })))
        }
        return .object(members)
    }

    private static func link(to endpoint: Endpoint) -> JSONValue {
        [
            "operationId": .string(endpoint.rawValue),
            "parameters": ["id": "$response.body#/entity/id"],
        ]
    }

    static func errorResponse(_ status: Int) -> JSONValue {
        switch status {
        case 400: response("The body or a field is wrong", "WrongRequestError", isLimited: true)
        case 401: response("No valid token of this API", "MessageError", isLimited: false)
        case 402: response("Nothing is left to spend", "MessageError", isLimited: true)
        case 404: response("Nothing there that the token sees", "MessageError", isLimited: true)
        case 409: response("Contradicts the state of things", "MessageError", isLimited: true)
        case 413: response("The body is too large", "MessageError", isLimited: false)
        case 415: response("The body has a Content-Encoding", "MessageError", isLimited: false)
        case 422: response("The key belongs to another body", "MessageError", isLimited: true)
        case 429:
            ["description": "Too many requests: wait", "headers": OpenAPIHeaders.references]
        case 503: response("Nothing was done: try again later", "MessageError", isLimited: false)
        default: response("A fault of the server", "MessageError", isLimited: false)
        }
    }

    static let all: JSONValue = .object(inputs + entities + envelopes)

    // MARK: Parameters

    static let dryRun: JSONValue = [
        "name": "_dryRun", "in": "query", "required": false,
        "description": "Answer what would happen, without sending. Its presence counts.",
        "schema": ["type": "string"],
    ]

    static let idempotencyKey: JSONValue = [
        "name": "Idempotency-Key", "in": "header", "required": false,
        "description": "A retry with the same key within 24 hours gets the first answer again.",
        "schema": [
            "type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]{1,255}$",
        ],
    ]

    static let page: JSONValue = [
        "name": "page", "in": "query", "required": false,
        "description": "The page, from 1. Leading digits count; anything else is page 1.",
        "schema": ["type": "string"],
    ]

    static let perPage: JSONValue = [
        "name": "per_page", "in": "query", "required": false,
        "description": "Items of a page, 1 to 100; 10 when left out or no number.",
        "schema": ["type": "string"],
    ]

    static let id: JSONValue = [
        "name": "id", "in": "path", "required": true,
        "schema": ["type": "string", "pattern": "^[0-9a-f]{24}$"],
    ]

    // MARK: Inputs

    private static let inputs: [(String, JSONValue)] = [
        (
            "SmsItemBody",
            [
                "type": "object", "required": ["from", "to", "text"],
                "properties": [
                    "from": [
                        "type": "string", "description": "The sender.",
                        "pattern": "^([A-Za-z0-9][A-Za-z0-9 ._&-]{1,9}[A-Za-z0-9]|[0-9]{3,15})$",
                    ],
                    "to": phoneNumber,
                    "text": [
                        "type": "string", "minLength": 1, "maxLength": 1530,
                        "pattern": "^[^\\u0000]+$",
                        "description": "Split into parts as needed, at most 10.",
                    ],
                    "allowUnicode": [
                        "description": "Permits UCS-2.",
                        "anyOf": [
                            ["type": "boolean"], ["type": "null"],
                            ["enum": ["true", "false", "1", "0", 1, 0]],
                        ],
                    ],
                    "clientId": [
                        "type": ["string", "null"], "maxLength": 40, "pattern": "^[^\\u0000]*$",
                    ],
                    "scheduledAt": [
                        "type": ["string", "null"], "format": "date-time",
                        "description": "In the future, at most 30 days ahead.",
                    ],
                ],
            ]
        ),
        ("LookupBody", ["type": "object", "required": ["to"], "properties": ["to": phoneNumber]]),
    ]

    private static let phoneNumber: JSONValue = [
        "type": "string", "pattern": "^(\\+|00)?[1-9][0-9]{6,14}$",
        "description": "E.164, with the country's calling code.",
        "examples": ["+34600000000"],
    ]

    // MARK: Entities

    private static let text: JSONValue = ["type": "string"]
    private static let optionalText: JSONValue = ["type": ["string", "null"]]
    private static let count: JSONValue = ["type": "integer", "minimum": 0]
    private static let amount: JSONValue = ["type": "number"]
    private static let flag: JSONValue = ["type": "boolean"]
    private static let moment: JSONValue = ["type": "string", "format": "date-time"]
    private static let optionalMoment: JSONValue = [
        "type": ["string", "null"], "format": "date-time",
    ]
    private static let identifier: JSONValue = ["type": "string", "pattern": "^[0-9a-f]{24}$"]

    /// What a piece of a longer message tells of the whole.
    private static let concatenation = OpenAPIShape.record([
        ("reference", count), ("part", count), ("parts", count), ("text", optionalText),
    ])

    private static let encoding: JSONValue = ["enum": ["GSM_7BIT", "GSM_7BIT_EX", "UTF16"]]

    private static let entities: [(String, JSONValue)] = [
        (
            "Sms",
            OpenAPIShape.record(
                [
                    ("id", identifier), ("clientId", optionalText), ("status", status),
                    ("statusCode", ["type": ["integer", "null"]]), ("from", text), ("to", text),
                    ("normalizedTo", text), ("country", optionalText), ("text", text),
                    ("deliveredText", text), ("allowUnicode", flag), ("unicode", flag),
                    ("encoding", encoding), ("charsCount", count), ("messagesCount", count),
                    ("pricePerSms", amount), ("priceUser", amount), ("charged", flag),
                    ("inbound", flag), ("createdAt", moment), ("scheduledAt", optionalMoment),
                    ("sentAt", optionalMoment), ("deliveredAt", optionalMoment),
                    ("metadata", ["type": "object"]),
                ],
                sometimes: [("concatenation", concatenation), ("inReplyTo", optionalText)]
            )
        ),
        (
            "SmsPreview",
            OpenAPIShape.record([
                ("from", text), ("to", text), ("normalizedTo", text), ("country", text),
                ("deliveredText", text), ("unicode", flag), ("encoding", encoding),
                ("charsCount", count), ("messagesCount", count), ("pricePerSms", amount),
                ("priceUser", amount), ("currency", text), ("scheduledAt", optionalMoment),
            ])
        ),
        (
            "RejectedSms",
            OpenAPIShape.record([
                ("index", count), ("clientId", optionalText), ("from", optionalText),
                ("to", optionalText), ("text", optionalText), ("errors", fieldErrors),
            ])
        ),
        (
            "Lookup",
            OpenAPIShape.record([
                ("id", identifier), ("to", text), ("normalizedTo", text),
                ("status", ["enum": ["enqueued", "completed", "failed"]]),
                ("statusCode", ["type": ["integer", "null"]]), ("country", text),
                ("numberType", optionalText), ("mcc", optionalText), ("mnc", optionalText),
                ("operator", optionalText), ("ported", ["type": ["boolean", "null"]]),
                ("price", amount), ("createdAt", moment), ("completedAt", optionalMoment),
            ])
        ),
        (
            "Account",
            OpenAPIShape.record([
                ("available", amount), ("currency", text), ("id", identifier), ("name", text),
                ("balance", amount), ("credit", amount),
            ])
        ),
        (
            "Price",
            OpenAPIShape.record([
                ("country", text), ("type", ["enum": ["sms", "lookup"]]), ("price", amount),
                ("currency", text),
            ])
        ),
    ]

    private static let status: JSONValue = [
        "enum": [
            "scheduled", "enqueued", "unpaid", "sent", "accepted", "buffered", "delivered",
            "error", "failed", "expired", "canceled", "rejected", "unknown",
            "inbound", "stop",
        ]
    ]

    private static let fieldErrors: JSONValue = [
        "type": "object",
        "additionalProperties": ["type": "array", "items": ["type": "string"]],
    ]

    // MARK: Envelopes

    private static func list(_ name: String) -> JSONValue {
        ["type": "array", "items": reference(name)]
    }

    private static let envelopes: [(String, JSONValue)] = [
        ("SmsResponse", OpenAPIShape.record([("entity", reference("Sms"))])),
        ("SmsListResponse", OpenAPIShape.record([("entities", list("Sms"))])),
        (
            "SmsBulkResponse",
            OpenAPIShape.record([("entities", list("Sms")), ("errors", list("RejectedSms"))])
        ),
        ("SmsPreviewResponse", OpenAPIShape.record([("entity", reference("SmsPreview"))])),
        (
            "SmsBulkPreviewResponse",
            OpenAPIShape.record([("entities", list("SmsPreview")), ("errors", list("RejectedSms"))])
        ),
        ("LookupResponse", OpenAPIShape.record([("entity", reference("Lookup"))])),
        ("LookupListResponse", OpenAPIShape.record([("entities", list("Lookup"))])),
        ("AccountResponse", OpenAPIShape.record([("entity", reference("Account"))])),
        ("PriceListResponse", OpenAPIShape.record([("entities", list("Price"))])),
        ("MessageError", OpenAPIShape.record([("message", text)])),
        (
            "WrongRequestError",
            [
                "type": "object", "required": ["message"],
                "properties": ["message": text, "errors": fieldErrors],
            ]
        ),
    ]
}
