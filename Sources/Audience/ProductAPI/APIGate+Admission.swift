import Accounts
import AccountsModel
import Essentials
import HTTPAPI
import HTTPServer

extension APIGate {
    /// Admits a request to its handler, or answers it; counted by organization and class.
    func admit(
        _ request: HTTPRequest,
        to endpoint: ProductEndpoint,
        _ handler: (Authorization) async throws(ServiceError) -> HTTPResponse
    ) async -> HTTPResponse {
        let authorization: Authorization?
        do {
            authorization = try await authorize(request, [.product, .datasource])
        } catch {
            return response(to: error, of: request)
        }
        guard let authorization else { return unauthorized(request) }
        let organization = authorization.account.organization
        let allowance = limiter.count(
            .organization(organization.id),
            endpoint.budget,
            limit: organization.requestsPerMinute(standard: limiter.standardLimit)
        )
        guard allowance.isAllowed else { return allowance.refusal }
        var answer: HTTPResponse
        do {
            answer = try await handler(authorization)
        } catch {
            answer = response(to: error, of: request)
        }
        allowance.describe(in: &answer)
        return answer
    }
}
