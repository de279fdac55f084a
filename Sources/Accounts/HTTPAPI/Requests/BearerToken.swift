public import HTTPServer

/// Finds the token of a request: in the header, or else in the query.
///
/// The scheme's name is matched in any case, and a bare token is taken as well, as clients in the
/// field send both.
public enum BearerToken {
    /// Longer secrets are nobody's.
    private static let longestSecret = 512

    /// The secret; nil when the request has none.
    public static func secret(of request: HTTPRequest) -> String? {
        let secret = header(of: request) ?? request.queryValue("access_token")
        guard let secret, !secret.isEmpty, secret.utf8.count <= longestSecret else { return nil }
        return secret
    }

    private static func header(of request: HTTPRequest) -> String? {
        guard let value = request.headers["Authorization"] else { return nil }
        let words = value.split(separator: " ", omittingEmptySubsequences: true)
        switch words.count {
        case 1 where words[0].lowercased() != "bearer": return String(words[0])
        case 2 where words[0].lowercased() == "bearer": return String(words[1])
        // A header that holds no token must not fall back to the query: it was meant to decide.
        default: return ""
        }
    }
}
