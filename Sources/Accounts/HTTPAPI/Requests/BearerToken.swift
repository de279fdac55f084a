public import HTTPServer

/// Finds the token of a request in the header or else in the query.
///
/// The scheme is case-insensitive, and a token without a scheme is accepted too: existing clients
/// send both.
public enum BearerToken {
    /// The parameter of the query that may carry it.
    static let parameter = "access_token"
    /// The longest secret of a token.
    private static let longestSecret = 512

    /// The secret; nil if the request has none.
    public static func secret(of request: HTTPRequest) -> String? {
        let secret = header(of: request) ?? request.queryValue(parameter)
        guard let secret, !secret.isEmpty, secret.utf8.count <= longestSecret else { return nil }
        return secret
    }

    private static func header(of request: HTTPRequest) -> String? {
        guard let value = request.headers["Authorization"] else { return nil }
        let words = value.split(separator: " ", omittingEmptySubsequences: true)
        switch words.count {
        case 1 where words[0].lowercased() != "bearer": return String(words[0])
        case 2 where words[0].lowercased() == "bearer": return String(words[1])
        // The query must not override a header, even one without a valid token.
        default: return ""
        }
    }
}
