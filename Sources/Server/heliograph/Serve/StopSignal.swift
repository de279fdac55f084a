import Dispatch
import Essentials
import Glibc

/// Waits for the signals that ask a server to stop.
///
/// A write to a closed connection is an error of that write, so the signal for it is ignored.
final class StopSignal: @unchecked Sendable {
    // Safe to share: `sources` is only kept alive, never used after `init`.
    private let sources: [any DispatchSourceSignal]
    private let arrival = OneTimeSignal()
    private let first = Locked<String?>(nil)

    /// Begins to listen; from now on the signals no longer end the process.
    init() {
        signal(SIGPIPE, SIG_IGN)
        let (arrival, first) = (arrival, first)
        sources = [(SIGTERM, "SIGTERM"), (SIGINT, "SIGINT")].map { number, name in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                first.withLock { $0 = $0 ?? name }
                arrival.raise()
            }
            source.activate()
            return source
        }
    }

    /// Returns the name of the first signal once it came.
    func wait() async -> String {
        await arrival.wait()
        return first.withLock { $0 } ?? "none"
    }
}
