import Accounts
import Essentials
import HTTPClient
import SQLStore

/// Which callbacks the server of a store will call, for commands that set them.
struct CallbackTargets: Sendable {
    private let store: SQLStore
    private let allowsPrivateTargets: Bool

    /// - Parameters:
    ///   - store: says what its server allows.
    ///   - allowsPrivateTargets: whether private addresses are allowed in any case.
    init(_ store: SQLStore, _ allowsPrivateTargets: Bool) {
        self.store = store
        self.allowsPrivateTargets = allowsPrivateTargets
    }

    /// Why the server will never call a URL.
    var rule: AccountService.CallbackRule {
        { url throws(ServiceError) in
            if self.allowsPrivateTargets { return nil }
            let check = TargetGuard(allowsPrivateTargets: false)
            guard let refusal = check.refusal(of: url) else { return nil }
            if try await self.store.serverState.allowsPrivateTargets() { return nil }
            let reason = refusal.hasSuffix(".") ? String(refusal.dropLast()) : refusal
            return "is never called: \(reason); only public addresses are, unless the server"
                + " runs with --allow-private-targets"
        }
    }
}
