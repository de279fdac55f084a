public import HTTPServer

/// Finds the token of a request, in the header or else in the query.
///
/// The scheme is matched without regard to case, and a token without a scheme is accepted too:
/// existing clients send both.
public enum BearerToken {
    /// No token has a longer secret.
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
        // The query must not override a header without a valid token.
        default: return ""
        }
    }
}
