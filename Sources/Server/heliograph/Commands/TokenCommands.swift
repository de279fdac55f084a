import Accounts
import AccountsModel
import Essentials
import Host

/// `heliograph token …`.
enum TokenCommands {
    static let commands = [create, list, update, setSMPP, revoke]

    private static let subject = CommandArgument(
        placeholder: "TOKEN_ID",
        help: "the token's identifier"
    )
    private static let permission = CommandOption.values(
        "permission",
        "WORD",
        "http or smpp to send over it; all-projects for a product token of all projects"
    )

    private static let create = Command(
        path: ["token", "create"],
        summary: "Issue a token; its secrets are printed only now",
        options: [
            .required("kind", "KIND", "product, datasource, api_sms or legacy"),
            .required("name", "NAME", "its name"),
            .value("project", "UID", "the project it works in; not for datasource tokens"),
            .value("datasource", "ID", "the data source that a datasource token writes into"),
            .values("scope", "SCOPE", "what a product token may do, e.g. ACCOUNT_READ, or all"),
            permission,
            .value("callback-url", "URL", "its webhook: where receipts and inbound messages go"),
            .privateTargets,
            .value("system-id", "ID", "the SMPP system id, 1 to 15 characters"),
            .value("expires", "TIME", "when it expires, e.g. 2030-01-31T12:00:00Z"),
            .flag("test", "send to the simulator, free of charge"),
        ]
    ) { arguments in
        let request = try newToken(arguments)
        return try await Workspace.with(arguments) { workspace in
            let issued = try await workspace.accounts.issueToken(request, by: workspace.actor)
            let names = try await PublicNames(workspace)
            var fields = issued.token.fields(names)
            fields.append(("secret", .string(issued.secret)))
            if let password = issued.password { fields.append(("password", .string(password))) }
            if let secret = issued.callbackSecret {
                fields.append(("callbackSecret", .string(secret)))
            }
            return .record(fields)
        }
    }

    private static let list = Command(
        path: ["token", "list"],
        summary: "List tokens, including revoked ones",
        options: [.value("organization", "UID", "only those of this organization")]
    ) { arguments in
        let owner = try arguments.objectID("organization")
        return try await Workspace.with(arguments) { workspace in
            let names = try await PublicNames(workspace)
            let tokens = try await workspace.accounts.tokens(of: owner)
            return .list(tokens.map { $0.fields(names) })
        }
    }

    private static let update = Command(
        path: ["token", "update"],
        summary: "Change a token; other fields stay as they are",
        argument: subject,
        options: [
            .value("name", "NAME", "its new name"),
            .value("callback-url", "URL", "the new URL of its webhook"),
            .privateTargets,
            .flag("no-callback", "stop calling its webhook"),
            .flag("rotate-callback-secret", "make a new signing secret, printed only now"),
            permission,
            .value("expires", "TIME", "when it expires"),
            .flag("never-expires", "remove its expiry"),
            .flag("test", "send to the simulator, free of charge"),
            .flag("live", "send to real carriers"),
        ]
    ) { arguments in
        let id = try arguments.subject()
        let change = try tokenChange(arguments)
        return try await Workspace.with(arguments) { workspace in
            let updated = try await workspace.accounts.updateToken(id, change, by: workspace.actor)
            var fields = updated.token.fields(try await PublicNames(workspace))
            if let secret = updated.callbackSecret {
                fields.append(("callbackSecret", .string(secret)))
            }
            return .record(fields)
        }
    }

    private static let setSMPP = Command(
        path: ["token", "set-smpp"],
        summary: "Set the SMPP limits of a token; others stay as they are",
        argument: subject,
        options: [
            .value("binds", "COUNT", "sessions at a time", range: SMPPLimits.bindsRange),
            .value(
                "window",
                "COUNT",
                "unanswered requests of a session",
                range: SMPPLimits.windowRange
            ),
            .value(
                "rate",
                "COUNT",
                "messages per second",
                range: SMPPLimits.messagesPerSecondRange
            ),
            .value(
                "queue",
                "COUNT",
                "messages that wait for their commit",
                range: SMPPLimits.queueRange
            ),
            .flag("defaults", "first reset all its limits to the server's"),
        ]
    ) { arguments in
        let id = try arguments.subject()
        var limits = SMPPLimits()
        limits.binds = try arguments.integer("binds")
        limits.window = try arguments.integer("window")
        limits.messagesPerSecond = try arguments.integer("rate")
        limits.queue = try arguments.integer("queue")
        var change = TokenChange()
        change.smppLimits = limits
        change.resetsSMPPLimits = arguments.has("defaults")
        let asked = change
        return try await Workspace.with(arguments) { workspace in
            let updated = try await workspace.accounts.updateToken(id, asked, by: workspace.actor)
            return .record(updated.token.fields(try await PublicNames(workspace)))
        }
    }

    private static let revoke = Command(
        path: ["token", "revoke"],
        summary: "Revoke a token, on every node at once",
        argument: subject
    ) { arguments in
        let id = try arguments.subject()
        return try await Workspace.with(arguments) { workspace in
            let token = try await workspace.accounts.revokeToken(id, by: workspace.actor)
            return .record(token.fields(try await PublicNames(workspace)))
        }
    }

    private static func newToken(_ arguments: Arguments) throws(UsageError) -> NewToken {
        var request = NewToken(
            kind: try arguments.word("kind") ?? .apiSMS,
            name: try arguments.requiredText("name"),
            project: try arguments.objectID("project")
        )
        request.dataSource = try arguments.objectID("datasource")
        request.scopes = try scopes(arguments.texts("scope"))
        request.permissions = try permissions(arguments)
        request.callbackURL = arguments.text("callback-url")
        request.systemID = arguments.text("system-id")
        request.expiresAt = try arguments.timestamp("expires")
        request.isTest = arguments.has("test")
        return request
    }

    private static func tokenChange(_ arguments: Arguments) throws(UsageError) -> TokenChange {
        let contradictions = [
            ("callback-url", "no-callback"), ("expires", "never-expires"), ("test", "live"),
        ]
        for (one, other) in contradictions where arguments.gives(one) && arguments.gives(other) {
            throw UsageError("--\(one) and --\(other) contradict each other; remove one")
        }
        var change = TokenChange()
        change.name = arguments.text("name")
        if let url = arguments.text("callback-url") { change.callbackURL = .some(url) }
        if arguments.has("no-callback") { change.callbackURL = .some(nil) }
        change.rotatesCallbackSecret = arguments.has("rotate-callback-secret")
        change.permissions = try permissions(arguments)
        if let end = try arguments.timestamp("expires") { change.expiresAt = .some(end) }
        if arguments.has("never-expires") { change.expiresAt = .some(nil) }
        if arguments.has("test") { change.isTest = true }
        if arguments.has("live") { change.isTest = false }
        return change
    }

    private static func scopes(_ words: [String]) throws(UsageError) -> Set<Scope> {
        if words == ["all"] { return Set(Scope.allCases) }
        var scopes: Set<Scope> = []
        for word in words {
            guard let scope = Scope(rawValue: word.uppercased()) else {
                let known = Scope.allCases.map(\.rawValue)
                let hint = suggestion(for: word.uppercased(), among: known)
                throw UsageError("there is no scope '\(word)'\(hint)")
            }
            scopes.insert(scope)
        }
        return scopes
    }

    private static func permissions(
        _ arguments: Arguments
    ) throws(UsageError) -> Token.Permissions? {
        let words = arguments.texts("permission")
        guard !words.isEmpty else { return nil }
        var permissions: Token.Permissions = []
        for word in words {
            switch word {
            case "http": permissions.insert(.sendOverHTTP)
            case "smpp": permissions.insert(.sendOverSMPP)
            case "all-projects": permissions.insert(.allProjects)
            default:
                throw UsageError(
                    "--permission is '\(word)'; it must be http, smpp or all-projects"
                )
            }
        }
        return permissions
    }
}

extension Token {
    /// What commands print of it; never a secret.
    fileprivate func fields(_ names: PublicNames) -> [Output.Field] {
        var allowed: [PrintedValue] = []
        if permissions.contains(.sendOverHTTP) { allowed.append(.string("http")) }
        if permissions.contains(.sendOverSMPP) { allowed.append(.string("smpp")) }
        if permissions.contains(.allProjects) { allowed.append(.string("all-projects")) }
        return [
            ("id", .id(id)), ("name", .string(name)), ("kind", .string(kind.rawValue)),
            ("organization", .text(names[organization]?.description)),
            ("project", .text(names[project]?.description)),
            ("datasource", .text(dataSource?.description)),
            ("scopes", .array(scopes.sorted().map { .string($0.rawValue) })),
            ("permissions", .array(allowed)), ("callbackUrl", .text(callbackURL)),
            ("systemId", .text(systemID)), ("smppBinds", .integer(smppLimits.binds)),
            ("smppWindow", .integer(smppLimits.window)),
            ("smppRate", .integer(smppLimits.messagesPerSecond)),
            ("smppQueue", .integer(smppLimits.queue)), ("test", .bool(isTest)),
            ("expiresAt", .moment(expiresAt)), ("createdAt", .moment(createdAt)),
            ("revokedAt", .moment(revokedAt)),
        ]
    }
}
