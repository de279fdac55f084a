public import Accounts
public import AccountsModel
public import AudienceModel
public import Essentials

/// Who made a request about a project, and what they may see there.
public struct ProjectAccess: Sendable {
    /// The token and its owner.
    public let authorization: Authorization
    /// The project that the path names.
    public let project: Project
    /// What the token may do with the project's audience.
    public let audience: AudienceAccess

    /// The project of the path as the token sees it; throws ``ServiceError/notFound(_:)`` when the
    /// token does not reach it.
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

    /// The token.
    public var token: Token { authorization.token }

    /// Who is named in the audit log.
    public var actor: String { "token:\(token.id)" }

    /// Throws ``ServiceError/forbidden(_:)`` when the token lacks the scope, or its plan does.
    public func require(_ scope: Scope) throws(ServiceError) {
        guard !audience.allows(scope) else { return }
        if token.scopes.contains(scope) {
            throw .forbidden("The plan of the organization does not include \(scope.rawValue)")
        }
        throw .forbidden("The token needs the scope \(scope.rawValue)")
    }
}

extension Authorization {
    /// The projects that the token reaches.
    public var projects: [Project] {
        token.permissions.contains(.allProjects) ? account.projects : [project]
    }
}
