import Accounts
import AccountsModel
import Essentials
import HTTPAPI
import HTTPServer

extension APIGate {
    /// Admits a request to its handler, or answers it.
    func admit(
        _ request: HTTPRequest,
        to endpoint: Endpoint,
        of mount: TransactionalAPI.Mount,
        _ handler: (Caller) async throws(ServiceError) -> HTTPResponse
    ) async -> HTTPResponse {
        let authorization: Authorization?
        do {
            authorization = try await authorize(request, mount.tokenKinds)
        } catch {
            return response(to: error, of: request)
        }
        guard let authorization,
            authorization.token.permissions.contains(.sendOverHTTP)
        else { return .unauthorized }
        let organization = authorization.account.organization
        let allowance = limiter.count(
            .organization(organization.id),
            endpoint.rawValue,
            limit: organization.requestsPerMinute
        )
        guard allowance.isAllowed else { return allowance.refusal }
        var answer: HTTPResponse
        do {
            answer = try await handler(Caller(authorization, mount: mount))
        } catch {
            answer = response(to: error, of: request)
        }
        allowance.describe(in: &answer)
        return answer
    }
}

/// Who made a request, and what of the organization it may see.
struct Caller: Sendable {
    let authorization: Authorization
    let mount: TransactionalAPI.Mount

    init(_ authorization: Authorization, mount: TransactionalAPI.Mount) {
        self.authorization = authorization
        self.mount = mount
    }

    var account: Account { authorization.account }
    var token: Token { authorization.token }

    /// The projects whose messages the token sees: its own, or all of them for a legacy token.
    var projects: [ProjectID] {
        switch mount {
        case .transactional: [token.project]
        case .legacy: account.projects.map(\.id)
        }
    }
}
