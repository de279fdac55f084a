public import AccountsModel
import Essentials
public import JSONCoding

/// The organization, its tokens and their scopes.
extension JSONWriter {
    /// Writes the organization, with its account if the token may read it.
    public mutating func organization(_ organization: Organization, showsAccount: Bool) {
        object { writer in
            writer.member("id", plain: organization.uid.hexDigits)
            writer.member("name", organization.name)
            writer.key("plan")
            writer.object { writer in
                writer.member("key", organization.plan.rawValue)
                writer.member("status", "active")
                writer.member("quality", 1)
            }
            writer.key("api")
            writer.object { $0.member("tier", organization.plan.apiTier) }
            guard showsAccount else { return }
            writer.key("account")
            writer.object { writer in
                writer.key("funds")
                writer.object { writer in
                    writer.key("value")
                    writer.millionths(organization.balance.micros)
                    writer.member("currency", organization.currency)
                }
                writer.key("credit")
                writer.object { writer in
                    writer.key("value")
                    writer.millionths(organization.credit.micros)
                    writer.member("currency", organization.currency)
                    writer.member("resetTo", 0)
                    writer.member("resetAt", String?.none)
                }
            }
        }
    }

    /// Writes the names of scopes in alphabetical order.
    public mutating func scopes(_ scopes: Set<Scope>) {
        array { writer in for scope in scopes.sorted() { writer.string(scope.rawValue) } }
    }

    /// Writes the metadata about the token and its organization.
    ///
    /// - Parameters:
    ///   - token: the token.
    ///   - organization: the owner's current state.
    ///   - uniqueAttributes: the attributes that merge contacts of the project; nil outside of one.
    public mutating func metadata(
        of token: Token,
        _ organization: Organization,
        uniqueAttributes: [String]? = nil
    ) {
        object { writer in
            writer.key("organization")
            let showsAccount = token.scopes.contains(.accountRead)
            writer.organization(organization, showsAccount: showsAccount)
            writer.key("scopes")
            writer.scopes(token.scopes)
            guard let uniqueAttributes else { return }
            writer.key("uniqueAttributes")
            writer.array { writer in for name in uniqueAttributes { writer.string(name) } }
        }
    }

    /// Writes a token; its secret is only shown when it is created, and masked otherwise.
    public mutating func token(_ token: Token, secret: String? = nil, projects: [Project]) {
        object { writer in
            writer.member("id", plain: token.id.hexDigits)
            writer.member("title", token.name)
            writer.member("token", secret ?? "********")
            writer.member("callbackUrl", token.callbackURL)
            writer.member("createdAt", plain: token.createdAt.iso8601Bytes)
            writer.member("testMode", token.isTest)
            writer.key("support")
            writer.array { $0.string(token.kind.rawValue) }
            writer.key("projects")
            writer.array { writer in for project in projects { writer.project(project) } }
        }
    }
}
