import Essentials

/// Waits for work, but not for ever.
enum Patience {
    /// Runs the work, and returns whether it ended within the limit; if not, it is left running.
    static func run(
        within limit: Duration,
        _ work: @escaping @Sendable () async -> Void
    ) async -> Bool {
        let (ends, feed) = AsyncStream.makeStream(of: Bool.self)
        Task {
            await work()
            feed.yield(true)
        }
        let timeout = Task {
            do { try await Task.sleep(for: limit) } catch { return }
            feed.yield(false)
        }
        defer { timeout.cancel() }
        for await isDone in ends { return isDone }
        return false
    }
}
