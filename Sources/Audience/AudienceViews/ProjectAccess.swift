public import Accounts
public import AccountsModel
public import AudienceModel
public import Essentials
public import HTTPAPI

/// The caller of a request about a project, and what they may do there.
public struct ProjectAccess: APICaller {
    /// The token and its owner.
    public let authorization: Authorization
    /// The project in the path.
    public let project: Project
    /// What the token may do with the project's audience.
    public let audience: AudienceAccess

    /// Finds the project in the path.
    ///
    /// - Throws: ``ServiceError/notFound(_:)`` if there is none, or the token has no access to it.
    public init(
        _ authorization: Authorization,
        project uid: String?
    ) throws(ServiceError) {
        guard let uid, let id = ObjectID(uid),
            let project = authorization.projects.first(where: { $0.uid == id })
        else { throw .notFound("project \(uid ?? "")") }
        self.authorization = authorization
        self.project = project
        audience = AudienceAccess(
            scopes: authorization.token.scopes,
            plan: authorization.account.organization.plan
        )
    }

    /// The name of the caller in the audit log.
    public var actor: String { "token:\(token.id)" }

    /// Throws ``ServiceError/forbidden(_:)`` if the token lacks the scope, or the plan of its
    /// organization does not include it.
    public func require(_ scope: Scope) throws(ServiceError) {
        guard !audience.allows(scope) else { return }
        if token.scopes.contains(scope) {
            throw .forbidden("The plan of the organization does not include \(scope.rawValue)")
        }
        throw .forbidden("The token needs the scope \(scope.rawValue)")
    }
}

extension Authorization {
    /// The projects that the token gives access to.
    public var projects: [Project] {
        token.permissions.contains(.allProjects) ? account.projects : [project]
    }
}
