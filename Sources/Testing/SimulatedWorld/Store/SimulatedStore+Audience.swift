import AudienceModel
import Essentials
import MemoryPorts

extension SimulatedStore {
    /// Stores a call in the log.
    func take(_ row: IngestEntry) {
        let audience = audience
        let isTaken: Void? = immediately { () async throws(ServiceError) in
            try await audience.take(IngestIntake(entry: row))
        }
        precondition(isTaken != nil, "the store in memory takes every entry")
    }

    /// Applies entries of the log, and removes them from it.
    func apply(_ changes: AudienceChanges, in world: SimulatedWorld) {
        let audience = audience
        let rows = audience.log.filter { changes.finished.contains($0.id) }
        let isApplied: Void? = immediately { () async throws(ServiceError) in
            try await audience.apply(changes)
        }
        guard isApplied != nil else { return world.violate("changes contradict what is stored") }
        world.audienceChecks.applied(changes.finished, in: world)
        // The mutation leaves the row where it was, so that the next life applies it once more.
        if world.mutation == .applyLogRowTwice { for row in rows { take(row) } }
    }
}
