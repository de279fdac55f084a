import Essentials

/// Tells the reader of imports that there may be something to read; rings of one moment are one.
final class ImportBell: Sendable {
    /// The rings; they end when the bell is taken away.
    let rings: AsyncStream<Void>
    private let feed: AsyncStream<Void>.Continuation
    private let taken = Locked(false)

    init() { (rings, feed) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1)) }

    /// Whether the bell was taken away: whoever works should come to an end.
    var isTaken: Bool { taken.withLock { $0 } }

    func ring() { feed.yield() }

    func takeAway() {
        taken.withLock { $0 = true }
        feed.finish()
    }
}
