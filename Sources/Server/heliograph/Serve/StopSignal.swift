import Dispatch
import Essentials
import Glibc

/// Listens to the signals that ask a server to stop or to reload.
///
/// A write to a closed connection is an error of that write, so the signal for it is ignored. So
/// are those that mean nothing to a server, whose default would end it in the middle of its work.
final class StopSignal: @unchecked Sendable {
    // Safe to share: `sources` is only kept alive, never used after `init`.
    private let sources: [any DispatchSourceSignal]
    private let arrival = OneTimeSignal()
    private let first = Locked<String?>(nil)
    /// One element for each time that a reload was asked for.
    let reloads: AsyncStream<Void>

    private static let ignored = [SIGPIPE, SIGUSR1, SIGUSR2, SIGALRM, SIGVTALRM, SIGPROF]

    /// Begins to listen; from now on the signals no longer end the process.
    init() {
        for number in Self.ignored { signal(number, SIG_IGN) }
        let (arrival, first) = (arrival, first)
        let (reloads, feed) = AsyncStream.makeStream(
            of: Void.self,
            bufferingPolicy: .bufferingNewest(1)
        )
        self.reloads = reloads
        let stops = [(SIGTERM, "SIGTERM"), (SIGINT, "SIGINT")].map { number, name in
            Self.source(of: number) {
                first.withLock { $0 = $0 ?? name }
                arrival.raise()
            }
        }
        sources = stops + [Self.source(of: SIGHUP) { feed.yield() }]
    }

    /// Returns the name of the first signal to stop once it came.
    func wait() async -> String {
        await arrival.wait()
        return first.withLock { $0 } ?? "none"
    }

    private static func source(
        of number: Int32,
        _ handler: @escaping @Sendable () -> Void
    ) -> any DispatchSourceSignal {
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler(handler: handler)
        source.activate()
        return source
    }
}
