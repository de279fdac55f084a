import Accounts
import AccountsModel
import Audience
import AudienceModel
import AudienceViews
import Essentials
import HTTPAPI
import HTTPServer

/// Who uses the stream of a data source.
struct StreamCaller: APICaller {
    let access: ProjectAccess
    let source: DataSource

    var authorization: Authorization { access.authorization }

    /// Requests to a data source are counted together, whoever makes them.
    var rateLimitOwner: RateLimiter.Owner { .dataSource(source.id) }

    /// Finds the data source that the path names.
    ///
    /// - Throws: ``ServiceError/notFound(_:)`` when there is none, or the token may not
    ///   write there.
    init(
        _ authorization: Authorization,
        _ request: HTTPRequest,
        _ audience: AudienceServices
    ) async throws(ServiceError) {
        access = try ProjectAccess(authorization, project: request.parameters["project"])
        let name = request.parameters["datasource"] ?? ""
        source = try await audience.sources.find(name, in: access.project.id)
        let mayUse =
            access.token.kind == .datasource
            ? access.token.dataSource == source.id
            : access.audience.allows(.audienceWrite) || access.audience.allows(.dataSourceWrite)
        guard mayUse else { throw .notFound("data source \(name)") }
    }

    /// Throws ``ServiceError/forbidden(_:)`` when the caller may not read what the scope is for; a
    /// data source's own token writes and never reads.
    func require(_ scope: Scope) throws(ServiceError) {
        guard token.kind == .product else {
            throw .forbidden("A token of a data source cannot read contacts")
        }
        try access.require(scope)
    }
}
