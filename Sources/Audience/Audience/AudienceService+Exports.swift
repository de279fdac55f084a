public import AccountsModel
import Attributes
import AudienceColumns
import AudienceModel
public import Essentials
import Filters
public import JSONCoding

extension AudienceService {
    /// Begins an export of the contacts that a filter finds now, and says so in the audit log.
    ///
    /// Throws ``ServiceError/overloaded(_:)`` when too many exports are under way.
    public func exportContacts(
        _ filter: JSONValue?,
        in project: Project,
        by actor: String
    ) async throws(ServiceError) -> ContactExport {
        let place = try exports.take()
        let audience = try await ready(project.id)
        let paging = AudiencePaging(limit: 1)
        let question = try ContactQuestion(filter, paging, audience, context(of: project))
        let found = audience.index.withLock { $0.columns.matches(question.bound) }
        let export = ContactExport(found, of: audience, place)
        try await note("\(export.total) contacts", of: project, by: actor)
        return export
    }

    /// Begins an export of the events that a filter finds now, and says so in the audit log.
    ///
    /// Throws ``ServiceError/overloaded(_:)`` when too many exports are under way.
    public func exportEvents(
        _ filter: JSONValue?,
        in project: Project,
        by actor: String
    ) async throws(ServiceError) -> EventExport {
        let place = try exports.take()
        let audience = try await ready(project.id)
        let (bound, _) = try eventQuestion(filter, audience, context(of: project))
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
