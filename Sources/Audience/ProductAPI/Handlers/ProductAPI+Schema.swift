import AccountsModel
import Attributes
import Audience
import AudienceModel
import AudienceViews
import Essentials
import HTTPAPI
import HTTPServer
import JSONCoding

extension ProductAPI {
    static let schemaEndpoints: [ProductEndpoint] =
        SchemaKind.allCases.flatMap { kind in
            [
                ProductEndpoint(
                    .put,
                    inProject: kind.path,
                    name: "\(kind.rawValue)-set",
                    access: .scope(.schemaWrite),
                    "Declare or change \(kind.noun)",
                    parameters: kind.parameters,
                    body: SchemaRequest.body(kind),
                    response: .ok("Entity"),
                    errors: [.badRequest, .conflict, .invalidValues],
                    handler: { api in
                        { request, access throws(ServiceError) in
                            try await api.set(kind, request, access)
                        }
                    }
                ),
                ProductEndpoint(
                    .delete,
                    inProject: kind.path,
                    name: "\(kind.rawValue)-delete",
                    access: .scope(.schemaWrite),
                    "Delete \(kind.noun) and everything stored under its name",
                    parameters: kind.parameters + deletionFlags,
                    response: .json(202, "Entity", "Accepted; the data is removed soon"),
                    errors: [.badRequest, .conflict],
                    handler: { api in
                        { request, access throws(ServiceError) in
                            try await api.remove(kind, request, access)
                        }
                    }
                ),
            ]
        }

    private static let deletionFlags: [JSONValue] = [
        OpenAPIShape.queryValue(
            "_sync",
            "Respond once the data is removed. A bare `_sync` means true."
        ),
        OpenAPIShape.queryValue(
            "_dryRun",
            "Check only, without deleting. A bare `_dryRun` means true."
        ),
    ]

    /// What the endpoints of the schema are about; the raw value begins their names.
    enum SchemaKind: String, CaseIterable {
        case attribute = "schema-attribute"
        case event = "schema-event"
        case parameter = "schema-parameter"

        var path: String {
            switch self {
            case .attribute: "/specs/attributes/{attribute}"
            case .event: "/specs/events/{eventType}"
            case .parameter: "/specs/events/{eventType}/{parameter}"
            }
        }

        var noun: String {
            switch self {
            case .attribute: "an attribute"
            case .event: "an event type"
            case .parameter: "a parameter of an event type"
            }
        }

        var parameters: [JSONValue] {
            let names =
                switch self {
                case .attribute: ["attribute"]
                case .event: ["eventType"]
                case .parameter: ["eventType", "parameter"]
                }
            return names.map { OpenAPIShape.pathValue($0, ProductSchemas.plainName) }
        }

        func key(_ request: HTTPRequest) -> CatalogueEntry.Key {
            let type = request.parameters["eventType"] ?? ""
            return switch self {
            case .attribute:
                CatalogueEntry.Key(.attribute, request.parameters["attribute"] ?? "")
            case .event: CatalogueEntry.Key(.eventType, type)
            case .parameter:
                CatalogueEntry.Key(
                    .eventParameter,
                    request.parameters["parameter"] ?? "",
                    of: type
                )
            }
        }
    }
}

/// `PUT` and `DELETE` of attributes, event types and parameters.
extension ProductAPI {
    private func set(
        _ kind: SchemaKind,
        _ request: HTTPRequest,
        _ access: ProjectAccess
    ) async throws(ServiceError) -> HTTPResponse {
        let patch: SchemaPatch
        let key = kind.key(request)
        let object = try request.object()
        do throws(ServiceError) {
            patch = try SchemaRequest.patch(object, kind)
            try await audience.schema.set(key, patch, in: access.project, by: access.actor)
        } catch {
            guard case .invalid(let errors) = error else { throw error }
            return .invalid(errors.map { SchemaRequest.named($0, kind) }, status: 422)
        }
        return try await entity(kind, key, access)
    }

    private func remove(
        _ kind: SchemaKind,
        _ request: HTTPRequest,
        _ access: ProjectAccess
    ) async throws(ServiceError) -> HTTPResponse {
        let key = kind.key(request)
        let options = try request.ingestOptions()
        try await audience.schema.remove(key, in: access.project, by: access.actor, options)
        return .document(status: 202) { writer in
            writer.key("entity")
            writer.object { writer in
                writer.member("uid", key.uid)
                if kind == .parameter { writer.member("eventType", key.eventType) }
                writer.member("deleted", !options.contains(.dryRun))
            }
        }
    }

    private func entity(
        _ kind: SchemaKind,
        _ key: CatalogueEntry.Key,
        _ access: ProjectAccess
    ) async throws(ServiceError) -> HTTPResponse {
        let project = access.project
        switch kind {
        case .attribute:
            let attributes = try await audience.catalogue.attributes(of: project.id)
            guard let attribute = attributes.first(where: { $0.definition.uid == key.uid }) else {
                throw .notFound("attribute \(key.uid)")
            }
            return .entity { $0.attribute(attribute, of: project) }
        case .event, .parameter:
            let types = try await audience.catalogue.eventTypes(of: project.id)
            let uid = kind == .event ? key.uid : key.eventType
            guard let type = types.first(where: { $0.uid == uid }) else {
                throw .notFound("event type \(uid)")
            }
            guard kind == .parameter else { return .entity { $0.eventType(type) } }
            guard let parameter = type.parameter(key.uid) else {
                throw .notFound("parameter \(key.uid)")
            }
            return .entity { $0.parameter(parameter) }
        }
    }
}

/// The body of a declaration, with the members of the specs.
private enum SchemaRequest {
    private static func label(_ kind: ProductAPI.SchemaKind) -> String {
        switch kind {
        case .attribute: "displayLabel"
        case .event: "name"
        case .parameter: "title"
        }
    }

    private static func values(_ kind: ProductAPI.SchemaKind) -> String {
        kind == .parameter ? "multiValue" : "multivalue"
    }

    static func patch(
        _ object: JSONObject,
        _ kind: ProductAPI.SchemaKind
    ) throws(ServiceError) -> SchemaPatch {
        var fields = RequestFields(object)
        var patch = SchemaPatch()
        patch.label = fields.text(label(kind))
        patch.details = fields.text("description")
        patch.isVisible = fields.flag("visible")
        patch.isEnabled = fields.flag("enabled")
        if kind != .parameter { patch.isImportant = fields.flag("important") }
        if kind != .event {
            patch.dataType = fields.text("dataType")
            patch.mostValues = fields.integer(values(kind), in: 1...Int.max)
            patch.isForced = fields.flag("force") ?? false
        }
        if kind == .parameter { patch.isRequired = fields.flag("required") }
        fields.refuseOthers(than: members(kind))
        try fields.check()
        return patch
    }

    private static func members(_ kind: ProductAPI.SchemaKind) -> [String] {
        properties(kind).map(\.0)
    }

    /// An error of the service by the names on the wire.
    static func named(_ error: FieldError, _ kind: ProductAPI.SchemaKind) -> FieldError {
        switch error.field {
        case "label": FieldError(label(kind), error.message)
        case "multivalue": FieldError(values(kind), error.message)
        default: error
        }
    }

    static func body(_ kind: ProductAPI.SchemaKind) -> JSONValue {
        [
            "type": "object", "additionalProperties": false,
            "properties": .object(properties(kind)),
        ]
    }

    private static func properties(
        _ kind: ProductAPI.SchemaKind
    ) -> [(String, JSONValue)] {
        let flag: JSONValue = ["type": ["boolean", "null"]]
        var properties: [(String, JSONValue)] = [
            (label(kind), ["type": ["string", "null"], "maxLength": 255]),
            ("description", ["type": ["string", "null"], "maxLength": 4000]),
            ("visible", flag), ("enabled", flag),
        ]
        if kind != .parameter { properties.append(("important", flag)) }
        if kind != .event {
            let types = DataType.allCases.map { JSONValue.string($0.rawValue) } + [.null]
            let most = Int64(AttributeLimits.standard.listLength)
            let count: JSONValue = [
                "type": ["integer", "null"], "minimum": 1, "maximum": .integer(most),
            ]
            properties.append(("dataType", ["enum": .array(types)]))
            properties.append((values(kind), count))
            properties.append(("force", flag))
        }
        if kind == .parameter { properties.append(("required", flag)) }
        return properties
    }
}
