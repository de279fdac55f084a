import Essentials

/// Keeps a fault that goes on from filling the log.
///
/// Lines are alike if they have the same level and message, and begin with the same field. Of
/// alike lines the first three within ten seconds are written, and then one every ten seconds, with
/// the number of those left out as `repeated`.
final class RepetitionLimit: Sendable {
    private static let span = Duration.seconds(10)
    private static let burst = 3
    /// More kinds of line than this share one count.
    private static let mostKinds = 512

    private struct Kind: Sendable {
        var since: Timestamp
        var written = 0
        var leftOut = 0
        /// Whether the previous span was full too.
        var isLasting = false
    }

    private let kinds = Locked<[String: Kind]>([:])

    /// Whether a line is written, and how many alike were left out since the last one.
    func admits(_ name: String, at now: Timestamp) -> (isWritten: Bool, leftOut: Int) {
        kinds.withLock { kinds in
            if kinds[name] == nil, kinds.count >= Self.mostKinds {
                kinds = kinds.filter { $0.value.leftOut > 0 || !Self.isOver($0.value, at: now) }
            }
            let name = kinds[name] != nil || kinds.count < Self.mostKinds ? name : ""
            return Self.admit(&kinds[name, default: Kind(since: now)], at: now)
        }
    }

    private static func admit(
        _ kind: inout Kind,
        at now: Timestamp
    ) -> (isWritten: Bool, leftOut: Int) {
        if isOver(kind, at: now) {
            let isLasting = kind.leftOut > 0
            kind = Kind(since: now, leftOut: kind.leftOut, isLasting: isLasting)
        }
        guard kind.written < (kind.isLasting ? 1 : burst) else {
            kind.leftOut += 1
            return (false, 0)
        }
        kind.written += 1
        defer { kind.leftOut = 0 }
        return (true, kind.leftOut)
    }

    /// Also true when the clock went back.
    private static func isOver(_ kind: Kind, at now: Timestamp) -> Bool {
        now < kind.since || now - kind.since >= span
    }
}
