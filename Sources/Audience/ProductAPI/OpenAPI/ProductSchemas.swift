import AudienceModel
import AudienceViews
import CSVCoding
import HTTPAPI
import JSONCoding

/// The shapes of the document, as the handlers read and write them.
enum ProductSchemas {
    private typealias Shape = OpenAPIShape

    static func parameters(of endpoint: ProductEndpoint) -> [JSONValue] {
        let project = Shape.pathValue("project", Shape.identifier)
        let source = Shape.pathValue("datasource", Shape.identifier)
        return switch endpoint {
        case .token: []
        case .eventType: [project, Shape.pathValue("eventType", plainName)]
        case .contact, .lineage, .timeline: [project, Shape.pathValue("audienceId", plainName)]
        case .contactByUnique: [project, Shape.pathValue("value", plainName)]
        case .contactsByUser: [project, Shape.pathValue("userId", plainName)]
        case .contactsByPhone: [project, Shape.pathValue("phone", plainName)]
        case .contactsByEmail: [project, Shape.pathValue("email", plainName)]
        case .action: [project, Shape.pathValue("action", action)] + flags
        case .dataSources: [project] + list
        case .dataSource, .dataSourceChange, .dataSourceRemoval, .dataSourceFigures:
            [project, source]
        default: [project]
        }
    }

    static func body(of endpoint: ProductEndpoint) -> JSONValue? {
        switch endpoint {
        case .contactSearch, .eventSearch: query(most: 50, [("offset", offset)])
        case .contactScroll, .eventScroll:
            query(most: 100, [("cursor", ["type": ["string", "null"]])])
        case .contactFigures, .eventFigures:
            [
                "type": "object", "required": ["aggregations"], "additionalProperties": false,
                "properties": ["root": anything, "aggregations": ["type": "object"]],
            ]
        case .contactExport:
            export([("attributes", ["type": ["array", "null"], "items": plainName])])
        case .eventExport: export([])
        case .action:
            [
                "type": "object", "required": ["audienceId"],
                "properties": .object(
                    [("audienceId", Shape.text)]
                        + ["reason", "utm-source", "utm-medium", "utm-campaign"].map {
                            ($0, ["type": ["string", "null"], "maxLength": 255])
                        }
                ),
            ]
        case .dataSourceCreation: dataSource(required: ["name", "audienceTags"])
        case .dataSourceChange: dataSource(required: [])
        default: nil
        }
    }

    private static let plainName: JSONValue = [
        "type": "string", "pattern": "^[A-Za-z0-9@+_-]{1,64}$",
    ]
    private static let anything: JSONValue = ["type": ["object", "null"]]
    private static let offset: JSONValue = [
        "type": ["integer", "null"], "minimum": 0, "maximum": 10_000,
    ]
    private static let action: JSONValue = [
        "enum": .array(ContactAction.Kind.allCases.map { .string($0.rawValue) })
    ]

    private static let flags: [JSONValue] = [
        Shape.queryValue("_sync", "Answer when the act is applied. Its presence counts."),
        Shape.queryValue("_dryRun", "Only check; do nothing. Its presence counts."),
    ]

    private static let list: [JSONValue] = [
        number("_start", "How many items to skip.", 0...1_000_000),
        number("_limit", "The most items of the answer.", 1...100),
        [
            "name": "_sort", "in": "query", "required": false,
            "schema": ["enum": ["name:asc", "name:desc", "createdAt:asc", "priority:desc"]],
        ],
        Shape.queryValue("name_eq", "Only data sources of this name."),
    ]

    private static func number(
        _ name: String,
        _ description: String,
        _ range: ClosedRange<Int64>
    ) -> JSONValue {
        [
            "name": .string(name), "in": "query", "required": false,
            "description": .string(description),
            "schema": [
                "type": "integer", "minimum": .integer(range.lowerBound),
                "maximum": .integer(range.upperBound),
            ],
        ]
    }

    private static func query(most limit: Int64, _ others: [(String, JSONValue)]) -> JSONValue {
        [
            "type": "object", "additionalProperties": false,
            "properties": .object(
                [
                    ("root", anything), ("sortField", Shape.optionalText),
                    ("sortAsc", ["type": ["boolean", "null"]]),
                    (
                        "limit",
                        [
                            "type": ["integer", "null"], "minimum": 1,
                            "maximum": .integer(limit),
                        ]
                    ),
                ] + others
            ),
        ]
    }

    private static func export(_ others: [(String, JSONValue)]) -> JSONValue {
        let formats = ExportShape.Format.allCases.map { JSONValue.string($0.rawValue) }
        let delimiters = CSVDelimiter.allCases.map { delimiter in
            JSONValue.string(String(UnicodeScalar(delimiter.rawValue)))
        }
        return [
            "type": "object", "additionalProperties": false,
            "properties": .object(
                [
                    ("root", anything), ("format", ["enum": .array(formats + [.null])]),
                    ("delimiter", ["enum": .array(delimiters + [.null])]),
                    ("spreadsheetSafe", ["type": ["boolean", "null"]]),
                ] + others
            ),
        ]
    }

    /// The answer of an export, in either format.
    static let exportResponse: JSONValue = [
        "description": "The rows; an answer without the last chunk is not whole.",
        "headers": OpenAPIHeaders.references,
        "content": [
            "text/csv": ["schema": Shape.text], "application/x-ndjson": ["schema": Shape.text],
        ],
    ]

    private static func dataSource(required: [String]) -> JSONValue {
        // What need not be there may be null, which says nothing.
        func type(_ word: JSONValue, _ name: String) -> JSONValue {
            required.contains(name) ? word : .array([word, "null"])
        }
        func tags(_ name: String) -> JSONValue {
            [
                "type": type("array", name), "maxItems": 50,
                "items": ["type": "string", "minLength": 1, "maxLength": 64],
            ]
        }
        return [
            "type": "object", "required": .array(required.map { .string($0) }),
            "properties": [
                "name": ["type": type("string", "name"), "minLength": 1, "maxLength": 120],
                "audienceTags": tags("audienceTags"), "tags": tags("tags"),
                "description": Shape.optionalText, "defaultCountry": Shape.optionalText,
                "locale": Shape.optionalText, "timezone": Shape.optionalText,
                "priority": ["type": ["integer", "null"], "minimum": 0, "maximum": 1_000_000],
            ],
        ]
    }

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
