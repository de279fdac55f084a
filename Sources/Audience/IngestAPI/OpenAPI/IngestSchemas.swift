import HTTPAPI
import JSONCoding

/// The schemas of streams in the OpenAPI document.
enum IngestSchemas {
    private typealias Shape = OpenAPIShape

    static let userID = Shape.pathValue("userId", plainName)
    static let eventType = Shape.pathValue("eventType", plainName)

    private static let plainName: JSONValue = [
        "type": "string", "pattern": "^[A-Za-z0-9@+_-]{1,64}$",
    ]

    static let flags: [JSONValue] = [
        Shape.queryValue("_sync", "Respond once the call is applied. A bare `_sync` means true."),
        Shape.queryValue("_dryRun", "Validate only; store nothing. A bare `_dryRun` means true."),
    ]

    /// Items are validated one by one: an invalid one is reported and does not fail the call.
    static func batch(of item: String) -> JSONValue {
        [
            "type": "array", "minItems": 1,
            "maxItems": .integer(Int64(IngestAPI.mostItems)),
            "items": ["anyOf": [Shape.reference(item), [:]]],
        ]
    }

    static let all: [(String, JSONValue)] = [
        (
            "ContactItem",
            [
                "type": "object", "required": ["_user_id"],
                "properties": ["_user_id": ["type": "string", "minLength": 1]],
                "description":
                    "Built-in attributes begin with `_`; all others are custom attributes.",
            ]
        ),
        (
            "EventItem",
            [
                "type": "object", "required": ["_user_id", "_event_id", "_event_type"],
                "properties": [
                    "_user_id": ["type": "string", "minLength": 1],
                    "_event_id": ["type": "string", "minLength": 1],
                    "_event_type": ["type": "string", "minLength": 1],
                    "_event_date": Shape.optionalMoment,
                    "_event_parameters": ["type": "object"],
                    "_user_data": ["type": "object"],
                ],
            ]
        ),
        ("StreamReport", Shape.record(counters + outcomes, sometimes: [("message", Shape.text)])),
        ("RemovalReport", Shape.record(counters)),
        (
            "StreamInfo",
            Shape.record([
                ("organization", object), ("project", object), ("datasource", object),
                ("stream", object), ("token", object),
            ])
        ),
        ("SourceContact", Shape.record([("contact", object)])),
        ("Specs", Shape.record([("specs", Shape.list(object))])),
    ]

    private static let object: JSONValue = ["type": "object"]

    private static let counters: [(String, JSONValue)] = [
        ("success", Shape.flag), ("status", Shape.count), ("dryRun", Shape.flag),
        ("streamId", Shape.identifier), ("projectId", Shape.identifier),
        ("projectUid", Shape.identifier), ("datasourceId", Shape.identifier),
        ("datasourceUid", Shape.identifier), ("apiSpeedTier", Shape.count),
        ("entitiesLimit", Shape.count), ("entitiesSuccess", Shape.count),
        ("entitiesFailures", Shape.count), ("accepted", Shape.list(object)), ("stats", object),
    ]

    private static let outcomes: [(String, JSONValue)] = [
        ("errors", Shape.list(object)),
        (
            "entity",
            Shape.record([
                ("successful", Shape.count), ("failed", Shape.count),
                ("items", Shape.list(object)),
            ])
        ),
    ]
}
