public import AccountsModel
import Essentials
public import JSONCoding

/// The organization, and what of its account a token may see.
extension JSONWriter {
    /// Writes the organization; its account only where the scopes have it read.
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

    /// Writes the names of scopes, in the order of the words.
    public mutating func scopes(_ scopes: Set<Scope>) {
        array { writer in for scope in scopes.sorted() { writer.string(scope.rawValue) } }
    }

    /// Writes the block that tells a caller what its token is good for.
    ///
    /// - Parameters:
    ///   - token: the token.
    ///   - organization: its owner, as it is now.
    ///   - uniqueAttributes: what joins contacts of the project; nil where no project is named.
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

    /// Writes a token; its secret is shown once, when it is made, and masked ever after.
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
