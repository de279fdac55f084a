import Accounts
import Essentials
import SQLStore
import Secrets

/// Authenticates API calls and SMPP binds.
struct TokenAccess: Sendable {
    let hasher: SecretHasher
    let directory: TokenDirectory

    init(_ workspace: Workspace) async throws(ServiceError) {
        let store = workspace.store
        hasher = try await SecretHasher.ofServer(in: store.secrets)
        directory = TokenDirectory(
            store: store.accounts,
            changes: store,
            hasher: hasher,
            clock: workspace.clock
        )
    }
}
