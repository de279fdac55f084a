import Attributes
import AudienceModel
import HTTPAPI
import JSONCoding

/// The schemas of imports in the OpenAPI document.
enum ImportSchemas {
    private typealias Shape = OpenAPIShape

    static let id = Shape.pathValue("import", Shape.identifier)

    static let after: JSONValue = [
        "name": "after", "in": "query", "required": false,
        "description": "Return the problems after the one with this number.",
        "schema": [
            "type": "integer", "minimum": 0, "maximum": .integer(Int64(ImportLimits.problems)),
        ],
    ]

    static let uploadHeaders: [JSONValue] = [
        [
            "name": "Upload-Offset", "in": "header", "required": true,
            "description": "The number of bytes of the file before this chunk.",
            "schema": ["type": "integer", "minimum": 0, "maximum": contentBytes],
        ],
        [
            "name": "Upload-Complete", "in": "header", "required": false,
            "description": "`?1` with the last chunk.",
            "schema": ["enum": ["?0", "?1"]],
        ],
    ]

    static let plan: JSONValue = [
        "type": "object", "required": ["kind", "format"],
        "properties": [
            "kind": ["enum": words(RecordKind.self)],
            "format": ["enum": words(RowFormat.self)],
            "delimiter": ["enum": [",", ";", "\t", "|", nil]],
            "mapping": [
                "type": ["object", "null"],
                "description": "The field that each column is read into.",
                "additionalProperties": ["type": ["string", "null"]],
            ],
            "dryRun": ["type": ["boolean", "null"]],
            "size": ["type": ["integer", "null"], "minimum": 0, "maximum": contentBytes],
            "fingerprint": [
                "type": ["string", "null"], "pattern": "^[!-~]{1,128}$",
                "description": "Identifies the file, which is not imported twice.",
            ],
            "again": ["type": ["boolean", "null"]],
        ],
    ]

    static let problems = OpenAPIResponse(
        200,
        "One row per problem, at most 10000",
        content: [("text/csv", Shape.text)]
    )

    static let all: [(String, JSONValue)] = [
        ("Import", Shape.record([("entity", Shape.reference("ImportState"))])),
        ("Imports", Shape.record([("entities", Shape.list(Shape.reference("ImportState")))])),
        (
            "ImportState",
            Shape.record([
                ("id", Shape.identifier), ("datasource", Shape.identifier),
                ("kind", ["enum": words(RecordKind.self)]),
                ("format", ["enum": words(RowFormat.self)]),
                ("delimiter", Shape.optionalText), ("mapping", ["type": "object"]),
                ("dryRun", Shape.flag), ("size", Shape.optionalCount),
                ("fingerprint", Shape.optionalText),
                ("state", ["enum": words(ImportJob.State.self)]),
                ("bytesReceived", Shape.count), ("bytesRead", Shape.count),
                ("row", Shape.count), ("rowsRead", Shape.count),
                ("rowsAccepted", Shape.count), ("rowsRefused", Shape.count),
                ("problems", Shape.count), ("problemsKept", Shape.count),
                ("columns", Shape.list(Shape.text)), ("ignoredColumns", Shape.list(Shape.text)),
                ("failure", Shape.optionalText), ("rowsPerSecond", ["type": ["number", "null"]]),
                ("secondsLeft", Shape.optionalCount), ("createdAt", Shape.moment),
                ("updatedAt", Shape.moment), ("startedAt", Shape.optionalMoment),
                ("endedAt", Shape.optionalMoment),
            ])
        ),
    ]

    private static let contentBytes = JSONValue.integer(Int64(ImportLimits.contentBytes))

    private static func words<Word>(_ type: Word.Type) -> JSONValue
    where Word: RawRepresentable<String> & CaseIterable {
        .array(type.allCases.map { .string($0.rawValue) })
    }
}
