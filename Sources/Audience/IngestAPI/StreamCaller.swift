import Accounts
import AccountsModel
import Audience
import AudienceModel
import AudienceViews
import Essentials
import HTTPAPI
import HTTPServer

/// Who uses a stream, and which.
struct StreamCaller: Sendable {
    let access: ProjectAccess
    let source: DataSource

    var token: Token { access.token }
    var organization: Organization { access.authorization.account.organization }

    /// The data source that the path names, as the token sees it.
    ///
    /// A token that may not write there is told that nothing is there, as documented.
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
}

extension APIGate {
    /// Admits a request to its handler, or answers it; counted by data source and endpoint.
    func admit(
        _ request: HTTPRequest,
        to endpoint: StreamEndpoint,
        of audience: AudienceServices,
        _ handler: (StreamCaller) async throws(ServiceError) -> HTTPResponse
    ) async -> HTTPResponse {
        do throws(ServiceError) {
            guard let authorization = try await authorize(request, [.datasource, .product]) else {
                return unauthorized(request)
            }
            return await admit(authorization, request, to: endpoint, of: audience, handler)
        } catch {
            return response(to: error, of: request)
        }
    }

    private func admit(
        _ authorization: Authorization,
        _ request: HTTPRequest,
        to endpoint: StreamEndpoint,
        of audience: AudienceServices,
        _ handler: (StreamCaller) async throws(ServiceError) -> HTTPResponse
    ) async -> HTTPResponse {
        let organization = authorization.account.organization
        let limit = organization.requestsPerMinute(standard: limiter.standardLimit)
        let caller: StreamCaller
        do {
            caller = try await StreamCaller(authorization, request, audience)
        } catch {
            // Requests that reach no data source are counted as the organization's.
            let owner = RateLimiter.Owner.organization(organization.id)
            let allowance = limiter.count(owner, endpoint.rawValue, limit: limit)
            guard allowance.isAllowed else { return allowance.refusal }
            var answer = response(to: error, of: request)
            allowance.describe(in: &answer)
            return answer
        }
        let owner = RateLimiter.Owner.dataSource(caller.source.id)
        let allowance = limiter.count(owner, endpoint.rawValue, limit: limit)
        guard allowance.isAllowed else { return allowance.refusal }
        var answer: HTTPResponse
        do {
            answer = try await handler(caller)
        } catch {
            answer = response(to: error, of: request)
        }
        allowance.describe(in: &answer)
        return answer
    }
}
