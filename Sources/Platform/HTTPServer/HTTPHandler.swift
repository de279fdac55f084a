/// Answers requests.
///
/// A handler starts on a server thread. One that never suspends answers right there, without a
/// thread hop; after a suspension it continues on the same thread, in one batch with all others
/// that became ready meanwhile. So a handler must neither block nor compute for long.
public protocol HTTPHandler: Sendable {
    /// Answers one request.
    ///
    /// The task is cancelled when the server has to stop before the answer is ready.
    func respond(to request: HTTPRequest) async -> HTTPResponse
}
