import HTTPAPI
import JSONCoding

/// The schemas of the OpenAPI documents.
enum TransactionalSchemas {
    private typealias Shape = OpenAPIShape

    static let all = inputs + entities + envelopes

    // MARK: Parameters

    static let id = Shape.pathValue("id", Shape.identifier)

    static let paging: [JSONValue] = [
        Shape.queryValue(
            "page",
            "The page, from 1. Leading digits count; anything else is page 1."
        ),
        Shape.queryValue("per_page", "Items per page, 1 to 100. The default is 10."),
    ]

    // MARK: Inputs

    private static let inputs: [(String, JSONValue)] = [
        (
            "SmsItemBody",
            [
                "type": "object", "required": ["from", "to", "text"],
                "additionalProperties": false,
                "properties": [
                    "from": [
                        "type": "string", "description": "The sender ID.",
                        "pattern": "^([A-Za-z0-9][A-Za-z0-9 ._&-]{1,9}[A-Za-z0-9]|[0-9]{3,15})$",
                    ],
                    "to": phoneNumber,
                    "text": [
                        "type": "string", "minLength": 1, "maxLength": 1530,
                        "pattern": "^[^\\u0000]+$",
                        "description": "Sent in as many parts as needed, at most 10.",
                    ],
                    "allowUnicode": [
                        "description": "Whether the text may be sent as UCS-2.",
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
        (
            "LookupBody",
            [
                "type": "object", "required": ["to"], "additionalProperties": false,
                "properties": ["to": phoneNumber],
            ]
        ),
    ]

    private static let phoneNumber: JSONValue = [
        "type": "string", "pattern": "^[ (]*(\\+|00)?[ (]*([0-9][ ()./-]*){6,17}$",
        "description": "In E.164 format, with the country calling code; + may be 00 or absent.",
        "examples": ["+34600000000"],
    ]

    // MARK: Entities

    private static let (text, optionalText) = (Shape.text, Shape.optionalText)
    private static let (moment, optionalMoment) = (Shape.moment, Shape.optionalMoment)
    private static let (count, flag, identifier) = (Shape.count, Shape.flag, Shape.identifier)
    private static let amount: JSONValue = ["type": "number"]

    /// A part of a message that the client split itself.
    private static let concatenation = Shape.record([
        ("reference", count), ("part", count), ("parts", count), ("text", optionalText),
    ])

    private static let encoding: JSONValue = ["enum": ["GSM_7BIT", "GSM_7BIT_EX", "UTF16"]]

    /// Octets that are no text occur in inbound messages only.
    private static let anyEncoding: JSONValue = [
        "enum": ["GSM_7BIT", "GSM_7BIT_EX", "UTF16", "BINARY"]
    ]

    private static let entities: [(String, JSONValue)] = [
        (
            "Sms",
            Shape.record(
                [
                    ("id", identifier), ("clientId", optionalText), ("status", status),
                    ("statusCode", ["type": ["integer", "null"]]), ("from", text), ("to", text),
                    ("normalizedTo", text), ("country", optionalText), ("text", text),
                    ("deliveredText", text), ("allowUnicode", flag), ("unicode", flag),
                    ("encoding", anyEncoding), ("charsCount", count), ("messagesCount", count),
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
            Shape.record([
                ("from", text), ("to", text), ("normalizedTo", text), ("country", text),
                ("deliveredText", text), ("unicode", flag), ("encoding", encoding),
                ("charsCount", count), ("messagesCount", count), ("pricePerSms", amount),
                ("priceUser", amount), ("currency", text), ("scheduledAt", optionalMoment),
            ])
        ),
        (
            "RejectedSms",
            Shape.record([
                ("index", count), ("clientId", optionalText), ("from", optionalText),
                ("to", optionalText), ("text", optionalText), ("errors", Shape.fieldErrors),
            ])
        ),
        (
            "Lookup",
            Shape.record([
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
            Shape.record([
                ("available", amount), ("currency", text), ("id", identifier), ("name", text),
                ("balance", amount), ("credit", amount),
            ])
        ),
        (
            "Price",
            Shape.record([
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

    // MARK: Envelopes

    private static func list(_ name: String) -> JSONValue {
        Shape.list(Shape.reference(name))
    }

    private static let envelopes: [(String, JSONValue)] = [
        ("SmsResponse", Shape.record([("entity", Shape.reference("Sms"))])),
        ("SmsListResponse", Shape.record([("entities", list("Sms"))])),
        (
            "SmsBulkResponse",
            Shape.record([("entities", list("Sms")), ("errors", list("RejectedSms"))])
        ),
        ("SmsPreviewResponse", Shape.record([("entity", Shape.reference("SmsPreview"))])),
        (
            "SmsBulkPreviewResponse",
            Shape.record([("entities", list("SmsPreview")), ("errors", list("RejectedSms"))])
        ),
        ("LookupResponse", Shape.record([("entity", Shape.reference("Lookup"))])),
        ("LookupListResponse", Shape.record([("entities", list("Lookup"))])),
        ("AccountResponse", Shape.record([("entity", Shape.reference("Account"))])),
        ("PriceListResponse", Shape.record([("entities", list("Price"))])),
    ]
}
