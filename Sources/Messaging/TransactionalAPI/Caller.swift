import Accounts
import AccountsModel
import HTTPAPI

/// The caller of a request, and the API it came through.
struct Caller: APICaller {
    let authorization: Authorization
    let mount: TransactionalAPI.Mount

    var account: Account { authorization.account }

    /// The projects whose messages the token sees: its own, or all of them for a legacy token.
    var projects: [ProjectID] {
        switch mount {
        case .transactional: [token.project]
        case .legacy: account.projects.map(\.id)
        }
    }
}
