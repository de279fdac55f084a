import HTTPAPI
import JSONCoding

/// The schemas of the OpenAPI document that several resources use.
enum ProductSchemas {
    private typealias Shape = OpenAPIShape

    /// A name that fits into one segment of a path.
    static let plainName: JSONValue = [
        "type": "string", "pattern": "^[A-Za-z0-9@+_-]{1,64}$",
    ]

    /// A filter; `null` finds everything.
    static let filter: JSONValue = ["type": ["object", "null"]]

    static let audienceID = Shape.pathValue("audienceId", plainName)

    /// The envelopes of responses.
    static let all: [(String, JSONValue)] = {
        let object: JSONValue = ["type": "object"]
        let entities = Shape.list(object)
        return [
            ("Entity", Shape.record([("entity", object)], sometimes: [("metadata", object)])),
            ("Entities", Shape.record([("entities", entities)])),
            ("Page", Shape.record([("entities", entities), ("metadata", object)])),
            ("Matches", Shape.record([("entity", object), ("entities", entities)])),
            ("Figures", Shape.record([("entities", object), ("metadata", object)])),
            ("ActionReport", Shape.record([("success", Shape.flag), ("accepted", entities)])),
            ("DataSourceFigures", Shape.record([("contacts", object), ("datasource", object)])),
        ]
    }()
}
