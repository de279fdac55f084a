import Accounts
import AccountsModel
import Audience
import AudienceViews
import Essentials
import HTTPAPI
import HTTPServer
import JSONCoding

extension ProductAPI {
    static let dataSourceEndpoints: [ProductEndpoint] = [
        ProductEndpoint(
            .get,
            inProject: "/datasource",
            name: "datasource-list",
            access: .scope(.dataSourceRead),
            "List data sources",
            parameters: listParameters,
            response: .ok("Page"),
            errors: [.badRequest],
            handler: ProductAPI.listDataSources
        ),
        ProductEndpoint(
            .post,
            inProject: "/datasource",
            name: "datasource-create",
            access: .scope(.dataSourceWrite),
            "Create a data source and its token",
            body: dataSourceBody(required: ["name", "audienceTags"]),
            response: .json(201, "Entity"),
            errors: [.badRequest, .invalidValues],
            handler: ProductAPI.createDataSource
        ),
        ProductEndpoint(
            .get,
            inProject: "/datasource/{datasource}",
            name: "datasource-show",
            access: .scope(.dataSourceRead),
            "Get a data source",
            parameters: [dataSourceID],
            response: .ok("Entity"),
            handler: ProductAPI.showDataSource
        ),
        ProductEndpoint(
            .put,
            inProject: "/datasource/{datasource}",
            name: "datasource-update",
            access: .scope(.dataSourceWrite),
            "Update a data source",
            parameters: [dataSourceID],
            body: dataSourceBody(required: []),
            response: .ok("Entity"),
            errors: [.badRequest, .invalidValues],
            handler: ProductAPI.changeDataSource
        ),
        ProductEndpoint(
            .delete,
            inProject: "/datasource/{datasource}",
            name: "datasource-delete",
            access: .scope(.dataSourceWrite),
            "Delete a data source",
            parameters: [dataSourceID],
            response: .noContent("Deleted"),
            handler: ProductAPI.removeDataSource
        ),
        ProductEndpoint(
            .get,
            inProject: "/datasource/{datasource}/stats",
            name: "datasource-stats",
            access: .scope(.dataSourceRead),
            "Get the statistics of a data source",
            parameters: [dataSourceID],
            response: .ok("DataSourceFigures"),
            handler: ProductAPI.showFigures
        ),
    ]

    private static let dataSourceID = OpenAPIShape.pathValue("datasource", OpenAPIShape.identifier)

    private static let listParameters: [JSONValue] = [
        number("_start", "How many items to skip.", 0...1_000_000),
        number("_limit", "The most items to return.", 1...100),
        [
            "name": "_sort", "in": "query", "required": false,
            "schema": ["enum": ["name:asc", "name:desc", "createdAt:asc", "priority:desc"]],
        ],
        OpenAPIShape.queryValue("name_eq", "Only data sources with this name."),
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

    private static func dataSourceBody(required: [String]) -> JSONValue {
        // An optional member may also be null, which means the same.
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
                "description": OpenAPIShape.optionalText,
                "defaultCountry": OpenAPIShape.optionalText,
                "locale": OpenAPIShape.optionalText, "timezone": OpenAPIShape.optionalText,
                "priority": ["type": ["integer", "null"], "minimum": 0, "maximum": 1_000_000],
            ],
        ]
    }
}

/// Data sources: list, create, get, update, delete, statistics.
extension ProductAPI {
    func listDataSources(
        _ request: HTTPRequest,
        _ access: ProjectAccess
    ) async throws(ServiceError) -> HTTPResponse {
        try await explained { () async throws(ServiceError) in
            let query = try ListQuery(request)
            let reports = try await audience.sources.list(of: access.project.id)
            let (page, count) = try query.page(of: reports, DataSourceReport.fields)
            return try await list(page, count, query, access)
        }
    }

    private func list(
        _ page: [DataSourceReport],
        _ count: Int,
        _ query: ListQuery,
        _ access: ProjectAccess
    ) async throws(ServiceError) -> HTTPResponse {
        let tokens = try await liveTokens(access)
        return .document(capacity: 1536 * page.count) { writer in
            writer.key("entities")
            writer.array { writer in
                for report in page {
                    writer.dataSource(report, tokens[report.source.id], in: access.project)
                }
            }
            writer.key("metadata")
            writer.object { writer in
                writer.member("count", count)
                writer.member("start", query.start)
                writer.member("limit", query.limit)
            }
        }
    }

    func showDataSource(
        _ request: HTTPRequest,
        _ access: ProjectAccess
    ) async throws(ServiceError) -> HTTPResponse {
        try await entity(of: try await source(request, access), access)
    }

    /// Creates a data source and its token, whose secret is only in this response.
    func createDataSource(
        _ request: HTTPRequest,
        _ access: ProjectAccess
    ) async throws(ServiceError) -> HTTPResponse {
        try request.refuseParameters()
        var fields = RequestFields(try request.object())
        var profile = DataSourceProfile(name: fields.text("name", isRequired: true) ?? "")
        profile.audienceTags = fields.texts("audienceTags", isRequired: true) ?? []
        profile.read(&fields)
        fields.refuseOthers(than: DataSourceProfile.members)
        do throws(ServiceError) {
            try fields.check()
            let source = try await audience.sources.create(
                profile,
                in: access.project,
                by: access.actor
            )
            var wanted = NewToken(kind: .datasource, name: "API token", project: nil)
            wanted.dataSource = source.id
            let issued = try await accounts.issueToken(wanted, by: access.actor)
            let report = try await audience.sources.report(on: source)
            return .entity(status: 201) { writer in
                writer.dataSource(report, issued.token, issued.secret, in: access.project)
            }
        } catch {
            return try HTTPResponse.unprocessable(error)
        }
    }

    /// Updates the members that the body has and leaves the rest.
    func changeDataSource(
        _ request: HTTPRequest,
        _ access: ProjectAccess
    ) async throws(ServiceError) -> HTTPResponse {
        try request.refuseParameters()
        let source = try await source(request, access)
        var fields = RequestFields(try request.object())
        var profile = source.profile
        if let name = fields.text("name") { profile.name = name }
        if let tags = fields.texts("audienceTags") { profile.audienceTags = tags }
        profile.read(&fields)
        // Clients may send the whole entity back.
        fields.refuseOthers(than: DataSourceProfile.members, ignoring: DataSourceProfile.readOnly)
        do throws(ServiceError) {
            try fields.check()
            let changed = try await audience.sources.update(source, profile, by: access.actor)
            return try await entity(of: changed, access)
        } catch {
            return try HTTPResponse.unprocessable(error)
        }
    }

    func removeDataSource(
        _ request: HTTPRequest,
        _ access: ProjectAccess
    ) async throws(ServiceError) -> HTTPResponse {
        try request.refuseParameters()
        try await audience.sources.delete(try await source(request, access), by: access.actor)
        return .empty(status: 204)
    }

    func showFigures(
        _ request: HTTPRequest,
        _ access: ProjectAccess
    ) async throws(ServiceError) -> HTTPResponse {
        let report = try await audience.sources.report(on: try await source(request, access))
        var writer = JSONWriter(capacity: 1536)
        writer.dataSourceStatistics(report)
        return .json(bytes: writer.bytes)
    }

    private func source(
        _ request: HTTPRequest,
        _ access: ProjectAccess
    ) async throws(ServiceError) -> DataSource {
        try await audience.sources.find(
            request.parameters["datasource"] ?? "",
            in: access.project.id
        )
    }

    private func entity(
        of source: DataSource,
        _ access: ProjectAccess
    ) async throws(ServiceError) -> HTTPResponse {
        let report = try await audience.sources.report(on: source)
        let token = try await liveTokens(access)[source.id]
        return .entity { $0.dataSource(report, token, in: access.project) }
    }

    /// The newest token of each data source that is not revoked.
    private func liveTokens(
        _ access: ProjectAccess
    ) async throws(ServiceError) -> [ObjectID: Token] {
        let organization = access.authorization.account.organization
        var tokens: [ObjectID: Token] = [:]
        for token in try await accounts.tokens(of: organization.uid) where token.revokedAt == nil {
            if let source = token.dataSource { tokens[source] = token }
        }
        return tokens
    }
}

extension DataSourceProfile {
    /// The members that can be set.
    fileprivate static let members = [
        "name", "audienceTags", "description", "tags", "defaultCountry", "locale", "timezone",
        "priority",
    ]

    /// The other members of the entity.
    fileprivate static let readOnly: Set = [
        "id", "uid", "type", "sequence", "sequenceDate", "uniqueDsfield", "deleted", "createdAt",
        "updatedAt", "integration", "projectAttributeMappings", "token", "lastContactReceivedAt",
        "lastContactCreatedAt", "lastContactIntegratedAt", "lastContactSyncAt",
        "lastContactEventSyncAt", "lastContactExtraSyncAt", "lastContactGarbageCollectorSyncAt",
        "lastEventReceivedAt", "lastEventCreatedAt", "lastImport", "lastEventImport",
        "lastExtraImport", "lastGarbageCollectorImport", "receivedContacts", "receivedEvents",
        "receivedIntegrations", "receivedIntegrationsCreations", "receivedIntegrationsUpdates",
        "receivedIntegrationsMerges",
    ]

    /// Reads the optional members of the body.
    fileprivate mutating func read(_ fields: inout RequestFields) {
        if fields.has("description") { details = fields.text("description") }
        if let tags = fields.texts("tags") { self.tags = tags }
        if fields.has("defaultCountry") { defaultCountry = fields.text("defaultCountry") }
        if fields.has("locale") { locale = fields.text("locale") }
        if fields.has("timezone") { timeZone = fields.text("timezone") }
        if let priority = fields.integer("priority", in: 0...1_000_000) {
            self.priority = priority
        }
    }
}

extension HTTPResponse {
    /// The response to a body of the right shape with invalid values.
    fileprivate static func unprocessable(
        _ error: ServiceError
    ) throws(ServiceError) -> HTTPResponse {
        guard case .invalid(let errors) = error else { throw error }
        return .invalid(errors, status: 422)
    }
}

extension DataSourceReport {
    /// The fields that data sources can be filtered and sorted by.
    fileprivate static var fields: [String: @Sendable (DataSourceReport) -> ListValue] {
        [
            "id": { .text("\($0.source.id)") },
            "uid": { .text("\($0.source.id)") },
            "name": { .text($0.source.name) },
            "type": { _ in .text("api") },
            "priority": { .number(Double($0.source.profile.priority)) },
            "sequence": { .number(Double($0.source.sequence)) },
            "defaultCountry": { $0.source.profile.defaultCountry.map { .text($0) } ?? .none },
            "createdAt": { .text($0.source.createdAt.iso8601) },
            "updatedAt": { .text($0.source.updatedAt.iso8601) },
        ]
    }
}

extension JSONWriter {
    /// Writes a data source with its token.
    fileprivate mutating func dataSource(
        _ report: DataSourceReport,
        _ token: Token?,
        _ secret: String? = nil,
        in project: Project
    ) {
        dataSource(report, isWhole: true) { writer in
            writer.key("projectAttributeMappings")
            writer.array { _ in }
            writer.key("token")
            if let token {
                writer.token(token, secret: secret, projects: [project])
            } else {
                writer.null()
            }
        }
    }
}
