public import AccountsModel
import Attributes
import AudienceColumns
import AudienceModel
public import Essentials
public import Filters

extension AudienceService {
    /// Starts an export of the contacts that match now, and records it in the audit log.
    ///
    /// Throws ``ServiceError/overloaded(_:)`` when too many exports are running.
    public func exportContacts(
        _ filter: Filter,
        in project: Project,
        by actor: String
    ) async throws(ServiceError) -> ContactExport {
        let place = try exports.take()
        let audience = try await ready(project.id)
        let bound = filter.bound(context(of: project))
        let found = audience.index.withLock { $0.columns.matches(bound) }
        let export = ContactExport(found, of: audience, place)
        try await note("\(export.total) contacts", of: project, by: actor)
        return export
    }

    /// Starts an export of the events that match now, and records it in the audit log.
    ///
    /// Throws ``ServiceError/overloaded(_:)`` when too many exports are running.
    public func exportEvents(
        _ filter: EventFilter,
        in project: Project,
        by actor: String
    ) async throws(ServiceError) -> EventExport {
        let place = try exports.take()
        let audience = try await ready(project.id)
        let bound = filter.bound(context(of: project))
        let found = audience.index.withLock { $0.columns.matches(bound) }
        let export = EventExport(found, of: audience, in: store, place)
        try await note("\(export.total) events", of: project, by: actor)
        return export
    }

    private func note(
        _ what: String,
        of project: Project,
        by actor: String
    ) async throws(ServiceError) {
        let entry = audit("audience.export", of: "\(project.uid)", by: actor, what)
        try await store.leave(IngestIntake(entry: nil), audit: entry)
    }
}
