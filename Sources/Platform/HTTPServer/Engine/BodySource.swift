import Essentials
import Loops

/// The connection that a request's body arrives on.
struct BodySource: Sendable {
    let connection: HTTPConnection
    /// The number of the request on its connection.
    let exchange: Int

    enum Outcome: Sendable {
        case bytes([UInt8])
        case refused(HTTPResponse)

        /// The connection ended before the body did.
        static let lost = Outcome.refused(.message(status: 400, "The body is not complete"))
    }

    typealias Waiter = CheckedContinuation<Outcome, Never>

    /// Waits for the body; at once when it arrived together with the head.
    func receive(for owner: ObjectID?) async -> Outcome {
        let executor = connection.loop.executor
        if executor.isCurrent, let outcome = connection.bodyAtHand(of: exchange, for: owner) {
            return outcome
        }
        return await withCheckedContinuation { waiter in
            if executor.isCurrent {
                connection.awaitBody(of: exchange, for: owner, waiter)
            } else {
                let isPosted = executor.run {
                    connection.awaitBody(of: exchange, for: owner, waiter)
                }
                if !isPosted { waiter.resume(returning: .lost) }
            }
        }
    }
}
