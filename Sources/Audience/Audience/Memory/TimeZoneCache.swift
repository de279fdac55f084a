import Attributes
import Essentials

/// Caches the rules of time zones, because reading them takes some milliseconds.
final class TimeZoneCache: Sendable {
    /// More than there are names; names come from profiles, which were checked.
    private static let capacity = 1000

    private let zones = Locked<[String: TimeZoneRules]>([:])

    /// The rules of a zone; those of UTC if no zone has the name.
    func zone(_ name: String) -> TimeZoneRules {
        if let known = zones.withLock({ $0[name] }) { return known }
        let rules = TimeZoneRules(name) ?? .utc
        zones.withLock { zones in
            if zones.count < Self.capacity { zones[name] = rules }
        }
        return rules
    }
}
