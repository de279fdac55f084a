/// When failed attempts are repeated, and when a notification is given up.
///
/// Formula: retry `n` (from 1) is made `offsets[n]` after the first attempt, so it waits
/// `offsets[n] − offsets[n−1]` after the one before, shortened by up to `jitter` of itself.
///
/// | retry | after the first attempt | after the one before |
/// | --- | --- | --- |
/// | 1 | 30 s | 30 s |
/// | 2 | 2 min | 90 s |
/// | 3 | 8 min | 6 min |
/// | 4 | 30 min | 22 min |
/// | 5 | 2 h | 90 min |
/// | 6 | 6 h | 4 h |
/// | 7 | 12 h | 6 h |
/// | 8 | 24 h | 12 h |
///
/// A notification as old as the last offset is given up without another attempt, so jitter only
/// shortens waits.
public struct RetrySchedule: Hashable, Sendable {
    /// Time from the first attempt to each retry, growing.
    public var offsets: [Duration] = [
        .seconds(30), .seconds(120), .seconds(480), .seconds(1800), .seconds(7200),
        .seconds(21_600), .seconds(43_200), .seconds(86_400),
    ]
    /// The most that jitter may shorten a wait by, as a share from 0 to 1.
    public var jitter = 0.1

    /// Creates the default schedule.
    public init() {}

    /// The age at which a notification is given up.
    public var longestAge: Duration { offsets.last ?? .zero }

    /// The wait after the given number of failed attempts; nil if there is no further retry.
    public func wait(
        afterAttempts attempts: Int,
        using generator: inout some RandomNumberGenerator
    ) -> Duration? {
        guard attempts >= 1, attempts <= offsets.count else { return nil }
        let gap = offsets[attempts - 1] - (attempts == 1 ? .zero : offsets[attempts - 2])
        guard jitter > 0 else { return gap }
        return gap * Double.random(in: 1 - jitter...1, using: &generator)
    }
}
