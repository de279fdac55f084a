import Foundation

/// Runs blocking work away from the threads that tests share, with limited concurrency.
public enum BlockingWork {
    /// The threads for processes: few, because each is a whole program.
    static let processes = queue(3)
    /// The threads for sockets.
    static let sockets = queue(24)

    private static func queue(_ count: Int) -> OperationQueue {
        let queue = OperationQueue()
        queue.maxConcurrentOperationCount = count
        return queue
    }

    /// Runs a body on a thread of the queue.
    static func run<Result: Sendable>(
        on queue: OperationQueue,
        _ body: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            queue.addOperation { continuation.resume(with: Swift.Result { try body() }) }
        }
    }

    /// Runs a body on a thread of its own, like a client under load.
    public static func onOwnThread<Result: Sendable>(
        _ body: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            let thread = Thread { continuation.resume(with: Swift.Result { try body() }) }
            thread.start()
        }
    }
}
