import Accounts
import AccountsModel
import Audience
import AudienceModel
import AudienceViews
import Essentials
import HTTPAPI
import HTTPServer

/// The caller of a data source's stream.
struct StreamCaller: APICaller {
    let access: ProjectAccess
    let source: DataSource

    var authorization: Authorization { access.authorization }

    /// Requests to a data source are counted together, regardless of the caller.
    var rateLimitOwner: RateLimiter.Owner { .dataSource(source.id) }

    /// Finds the data source in the path.
    ///
    /// - Throws: ``ServiceError/notFound(_:)`` if there is none, or the token may not write there.
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

    /// Throws ``ServiceError/forbidden(_:)`` if the caller lacks the scope; a data source's own
    /// token only writes.
    func require(_ scope: Scope) throws(ServiceError) {
        guard token.kind == .product else {
            throw .forbidden("A token of a data source cannot read contacts")
        }
        try access.require(scope)
    }
}
