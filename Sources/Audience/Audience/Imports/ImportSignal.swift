import Essentials

/// Wakes the reader of imports; notifications that come before it wakes are one.
final class ImportSignal: Sendable {
    /// The notifications; they end with ``finish()``.
    let notifications: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation
    private let finished = Locked(false)

    init() {
        (notifications, continuation) = AsyncStream.makeStream(
            bufferingPolicy: .bufferingNewest(1)
        )
    }

    /// Whether the reader should come to an end.
    var isFinished: Bool { finished.withLock { $0 } }

    func notify() { continuation.yield() }

    func finish() {
        finished.withLock { $0 = true }
        continuation.finish()
    }
}
