import Accounts
import AccountsModel
import Audience
import AudienceViews
import Essentials
import HTTPAPI
import HTTPServer
import JSONCoding

/// Data sources: list, create, read, change, delete, figures.
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

    /// Creates a data source with its own token, whose secret this answer alone holds.
    func createDataSource(
        _ request: HTTPRequest,
        _ access: ProjectAccess
    ) async throws(ServiceError) -> HTTPResponse {
        var fields = RequestFields(try request.object())
        var profile = DataSourceProfile(name: fields.text("name", isRequired: true) ?? "")
        profile.audienceTags = fields.texts("audienceTags", isRequired: true) ?? []
        profile.read(&fields)
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

    /// Changes what the body names and leaves the rest.
    func changeDataSource(
        _ request: HTTPRequest,
        _ access: ProjectAccess
    ) async throws(ServiceError) -> HTTPResponse {
        let source = try await source(request, access)
        var fields = RequestFields(try request.object())
        var profile = source.profile
        if let name = fields.text("name") { profile.name = name }
        if let tags = fields.texts("audienceTags") { profile.audienceTags = tags }
        profile.read(&fields)
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

    /// The newest live token of each data source.
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
    /// Takes over what a body names of the things that need not be there.
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
    /// What a caller is told of values that break rules, in a body of the right shape.
    fileprivate static func unprocessable(
        _ error: ServiceError
    ) throws(ServiceError) -> HTTPResponse {
        guard case .invalid(let errors) = error else { throw error }
        return .invalid(errors, status: 422)
    }
}

extension DataSourceReport {
    /// What a list of data sources can be filtered and sorted by.
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
