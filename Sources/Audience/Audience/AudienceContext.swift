import AccountsModel
import AudienceModel
import Essentials
import Filters
import LongWork

/// What the audience services share: the store, the projects in memory, the time and the limits.
struct AudienceContext: Sendable {
    let store: any AudienceStore
    let directory: AudienceDirectory
    let clock: any Clock
    let sleep: AudienceServices.Sleep
    let ids: IDSource
    let configuration: AudienceConfiguration
    let observer: any AudienceObserver
    let work: WorkPool
    let timeZones = TimeZoneCache()

    /// Sleeps for a time; false if the task was cancelled meanwhile.
    func pause(for time: Duration) async -> Bool {
        do {
            try await sleep(time)
            return true
        } catch {
            return false
        }
    }

    /// Polls until the answer is yes; false when the patience of a `_sync` call is exhausted.
    func poll(
        every interval: Duration,
        until isDone: () async throws(ServiceError) -> Bool
    ) async throws(ServiceError) -> Bool {
        // Counted in pauses, so that no clock that is set lengthens or ends it.
        var waited = Duration.zero
        while waited < configuration.syncPatience {
            waited += interval
            if try await isDone() { return true }
            guard await pause(for: interval) else { return false }
        }
        return false
    }

    /// The time and time zone for evaluating the project's filters.
    func filterContext(of project: Project, at moment: Timestamp? = nil) -> FilterContext {
        FilterContext(now: moment ?? clock.now, zone: timeZones.zone(project.profile.timeZone))
    }

    /// An entry of the audit log with the current time.
    func audit(
        _ action: String,
        of subject: String,
        by actor: String,
        _ details: String = ""
    ) -> AuditEntry {
        AuditEntry(
            id: ids.next(),
            at: clock.now,
            actor: actor,
            action: action,
            subject: subject,
            details: details
        )
    }
}
