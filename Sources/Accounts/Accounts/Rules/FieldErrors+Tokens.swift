import AccountsModel
import Essentials

extension NewToken {
    /// What a token of the kind may do when the operator does not say.
    var usualPermissions: Token.Permissions {
        switch kind {
        case .apiSMS, .legacy: [.sendOverHTTP]
        case .product, .datasource: []
        }
    }
}

extension FieldErrors {
    /// A token of one API works only where that API does, and carries nothing of another one.
    mutating func kind(
        of request: NewToken,
        in project: Project,
        permissions: Token.Permissions
    ) {
        switch request.kind {
        case .product, .datasource:
            if project.kind != .standard {
                refuse(
                    "project",
                    Phrase.mustBe("a standard project for a \(request.kind.rawValue) token")
                )
            }
        case .apiSMS:
            if project.kind != .apiSMS {
                refuse("project", Phrase.mustBe("an api_sms project for an api_sms token"))
            }
        case .legacy: break
        }
        if request.kind == .product {
            if request.scopes.isEmpty { refuse("scopes", Phrase.mustHave("at least one scope")) }
        } else if !request.scopes.isEmpty {
            refuse("scopes", "are only for product tokens")
        }
        if request.kind != .datasource, request.dataSource != nil {
            refuse("datasource", "is only for datasource tokens")
        }
        self.permissions(permissions, kind: request.kind)
    }

    mutating func permissions(_ permissions: Token.Permissions, kind: Token.Kind) {
        if kind != .product, permissions.contains(.allProjects) {
            refuse("permissions", "for all projects are only for product tokens")
        }
        switch kind {
        case .product:
            if !permissions.subtracting(.allProjects).isEmpty {
                refuse("permissions", "are only for sending tokens")
            }
        case .datasource:
            if !permissions.isEmpty { refuse("permissions", "are only for sending tokens") }
        case .legacy:
            if permissions.contains(.sendOverSMPP) {
                refuse("permissions", "over SMPP are only for api_sms tokens")
            }
        case .apiSMS:
            if permissions.isEmpty { refuse("permissions", Phrase.mustBe("http, smpp or both")) }
        }
    }

    mutating func callback(_ url: String?, kind: Token.Kind) {
        guard let url else { return }
        if kind == .datasource {
            refuse("callbackUrl", "is not for datasource tokens; they send nothing")
        } else if let fault = CallbackURL.fault(in: url) {
            refuse("callbackUrl", fault)
        }
    }

    mutating func systemID(_ systemID: String?, permissions: Token.Permissions) {
        guard let systemID else { return }
        if !permissions.contains(.sendOverSMPP) {
            refuse("systemId", "needs the permission to send over SMPP")
        }
        let isPlain = systemID.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        if !(1...15).contains(systemID.utf8.count) || !isPlain {
            refuse("systemId", Phrase.mustHave("1 to 15 printable ASCII characters without spaces"))
        }
    }

    mutating func smppLimits(_ limits: SMPPLimits, of token: Token) {
        if token.systemID == nil { refuse("systemId", "is not set; the token has no SMPP access") }
        let ranges = [
            ("binds", limits.binds, SMPPLimits.bindsRange),
            ("window", limits.window, SMPPLimits.windowRange),
            ("rate", limits.messagesPerSecond, SMPPLimits.messagesPerSecondRange),
            ("queue", limits.queue, SMPPLimits.queueRange),
        ]
        for (name, value, range) in ranges {
            guard let value, !range.contains(value) else { continue }
            refuse(name, Phrase.mustBe("a number from \(range.lowerBound) to \(range.upperBound)"))
        }
    }

    mutating func expiry(_ expiresAt: Timestamp, now: Timestamp) {
        if expiresAt <= now { refuse("expiresAt", Phrase.mustBe("in the future")) }
    }

    /// Changes the token as asked, and returns what the audit log says of it.
    mutating func apply(
        _ change: TokenChange,
        to token: inout Token,
        now: Timestamp
    ) -> [(String, String)] {
        var details: [(String, String)] = []
        if let text = change.name {
            token.name = name(text)
            details.append(("name", token.name))
        }
        if let url = change.callbackURL {
            callback(url, kind: token.kind)
            token.callbackURL = url
            if url == nil { token.callbackSecret = nil }
            details.append(("callback", url ?? "none"))
        } else if change.rotatesCallbackSecret, token.callbackURL == nil {
            refuse("callbackUrl", "is not set; there is no secret to rotate")
        }
        if let allowed = change.permissions {
            permissions(allowed, kind: token.kind)
            if allowed.contains(.sendOverSMPP), token.systemID == nil {
                refuse("permissions", "over SMPP need a password; issue a new token with smpp")
            }
            token.permissions = allowed
            details.append(("permissions", "\(allowed.rawValue)"))
        }
        if let end = change.expiresAt {
            if let end { expiry(end, now: now) }
            token.expiresAt = end
            details.append(("expires", end?.iso8601 ?? "never"))
        }
        if let isTest = change.isTest {
            token.isTest = isTest
            details.append(("test", "\(isTest)"))
        }
        if change.smppLimits != nil || change.resetsSMPPLimits {
            let old = change.resetsSMPPLimits ? SMPPLimits() : token.smppLimits
            let limits = old.overridden(by: change.smppLimits ?? SMPPLimits())
            smppLimits(limits, of: token)
            token.smppLimits = limits
            details.append(("smpp", limits.summary))
        }
        return details
    }
}

extension SMPPLimits {
    /// These limits, and in their place those that the others set.
    fileprivate func overridden(by others: SMPPLimits) -> SMPPLimits {
        SMPPLimits(
            binds: others.binds ?? binds,
            window: others.window ?? window,
            messagesPerSecond: others.messagesPerSecond ?? messagesPerSecond,
            queue: others.queue ?? queue
        )
    }

    /// What the audit log says of the limits.
    fileprivate var summary: String {
        let parts = [
            ("binds", binds), ("window", window), ("rate", messagesPerSecond), ("queue", queue),
        ]
        return parts.map { "\($0)=\($1.map(String.init) ?? "default")" }.joined(separator: ",")
    }
}
