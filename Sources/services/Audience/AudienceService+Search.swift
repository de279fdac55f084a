public import Domain
public import JSONCoding

extension AudienceService {
    /// Contacts that a filter finds, sorted, with the exact total.
    public func searchContacts(
        _ filter: JSONValue?,
        _ paging: AudiencePaging,
        in project: Project
    ) async throws(DomainError) -> AudiencePage<AudienceContact> { throw .unavailable("soon") }

    /// All contacts that a filter finds, page by page; none is skipped or repeated while data moves.
    public func scrollContacts(
        _ filter: JSONValue?,
        _ paging: AudiencePaging,
        in project: Project
    ) async throws(DomainError) -> AudiencePage<AudienceContact> { throw .unavailable("soon") }

    /// Figures over the contacts that a filter finds, by the names that were asked for.
    public func aggregateContacts(
        _ filter: JSONValue?,
        _ aggregations: JSONObject,
        in project: Project
    ) async throws(DomainError) -> AudienceFigures { throw .unavailable("soon") }

    /// Events that a filter finds, sorted, with the exact total.
    public func searchEvents(
        _ filter: JSONValue?,
        _ paging: AudiencePaging,
        in project: Project
    ) async throws(DomainError) -> AudiencePage<AudienceEvent> { throw .unavailable("soon") }

    /// All events that a filter finds, page by page.
    public func scrollEvents(
        _ filter: JSONValue?,
        _ paging: AudiencePaging,
        in project: Project
    ) async throws(DomainError) -> AudiencePage<AudienceEvent> { throw .unavailable("soon") }

    /// Figures over the events that a filter finds, by the names that were asked for.
    public func aggregateEvents(
        _ filter: JSONValue?,
        _ aggregations: JSONObject,
        in project: Project
    ) async throws(DomainError) -> AudienceFigures { throw .unavailable("soon") }

    /// What a filter and aggregations over contacts or events look at, for the rules of privacy.
    public func fields(
        of rows: AudienceRows,
        filter: JSONValue?,
        aggregations: JSONObject? = nil,
        in project: Project
    ) async throws(DomainError) -> UsedFields { throw .unavailable("soon") }
}
