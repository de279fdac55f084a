public import Attributes
public import Domain
public import Essentials
public import JSONCoding

/// The rules for data sources, their streams, and the unified audience made of them.
///
/// Ingest is log-first: a call is checked, appended to the ingest log, and answered when that is
/// durable; one thread applies the log in order and keeps the audience in memory up to date. Reading
/// a project's audience for the first time waits until it is loaded; ingest never waits for that.
public final class AudienceService: Sendable {
    /// Creates the service; nothing is applied before ``start()``.
    ///
    /// - Parameters:
    ///   - store: keeps the log, the contacts and the events.
    ///   - accounts: knows projects and data sources.
    ///   - salt: 32 octets that audience ids derive from; the same for ever, a secret of the server.
    ///   - clock: tells the time.
    ///   - ids: makes identifiers.
    ///   - configuration: the bounds.
    ///   - observer: is told what happens.
    public init(
        store: any AudienceStore,
        accounts: any AccountStore,
        salt: [UInt8],
        clock: any Clock,
        ids: IDSource,
        configuration: AudienceConfiguration = AudienceConfiguration(),
        observer: any AudienceObserver
    ) {}

    /// Takes over what an earlier process left in the log, and starts to apply.
    public func start() async throws(DomainError) { throw .unavailable("") }

    /// Looks for what another process changed: entries of the log, rules, data sources.
    public func refresh() {}

    /// Takes no more calls, applies what was accepted, and ends the thread.
    public func stop() async {}
}

extension AudienceService {
    // MARK: Streams

    /// Takes items of a stream into a data source.
    ///
    /// Throws ``DomainError/invalid(_:)`` when the call as a whole is impossible, as with more than
    /// 100 items, and ``DomainError/overloaded(_:)`` when too much waits to be applied.
    public func ingest(
        _ stream: QuarantinedItem.Stream,
        _ items: [JSONValue],
        into source: DataSource,
        _ options: IngestOptions = []
    ) async throws(DomainError) -> IngestReport { throw .unavailable("") }

    /// Removes a contact from its data source, and so un-merges it from the audience.
    public func removeContact(
        _ userID: String,
        from source: DataSource,
        _ options: IngestOptions = []
    ) async throws(DomainError) -> IngestReport { throw .unavailable("") }

    /// A contact as its data source gave it.
    public func sourceContact(
        _ userID: String,
        of source: DataSource
    ) async throws(DomainError) -> SourceContact { throw .unavailable("") }

    // MARK: Catalogue

    /// The attributes of a project: the known ones and its own, as of now.
    public func attributes(
        of project: ProjectID
    ) async throws(DomainError) -> [CatalogueAttribute] { throw .unavailable("") }

    /// The event types of a project: the known ones and its own, as of now.
    public func eventTypes(
        of project: ProjectID
    ) async throws(DomainError) -> [EventTypeDefinition] { throw .unavailable("") }

    /// The names of the attributes that join contacts of several data sources, `_user_id` first.
    public func uniqueAttributes(
        of project: ProjectID
    ) async throws(DomainError) -> [String] { throw .unavailable("") }

    // MARK: Contacts

    /// The contact that an id leads to, also one from before a merge.
    public func contact(
        _ audienceID: String,
        in project: ProjectID
    ) async throws(DomainError) -> AudienceContact { throw .unavailable("") }

    /// The contacts that have the value in any of the project's unique attributes; at most 10.
    public func contacts(
        unique value: String,
        in project: ProjectID
    ) async throws(DomainError) -> [AudienceContact] { throw .unavailable("") }

    /// The contacts with this phone number; at most 10.
    public func contacts(
        phone: String,
        in project: ProjectID
    ) async throws(DomainError) -> [AudienceContact] { throw .unavailable("") }

    /// The contacts with this e-mail address; at most 10.
    public func contacts(
        email: String,
        in project: ProjectID
    ) async throws(DomainError) -> [AudienceContact] { throw .unavailable("") }

    /// Why a contact is as it is.
    public func lineage(
        of audienceID: String,
        in project: ProjectID
    ) async throws(DomainError) -> AudienceLineage { throw .unavailable("") }

    /// The latest events of a contact, newest first, of all its members.
    public func timeline(
        of audienceID: String,
        in project: ProjectID,
        limit: Int = 100
    ) async throws(DomainError) -> AudiencePage<AudienceEvent> { throw .unavailable("") }

    /// Contacts that a filter finds, sorted, with the exact total.
    public func searchContacts(
        _ filter: JSONValue?,
        _ paging: AudiencePaging,
        in project: Project
    ) async throws(DomainError) -> AudiencePage<AudienceContact> { throw .unavailable("") }

    /// All contacts that a filter finds, page by page; none is skipped or repeated while data moves.
    public func scrollContacts(
        _ filter: JSONValue?,
        _ paging: AudiencePaging,
        in project: Project
    ) async throws(DomainError) -> AudiencePage<AudienceContact> { throw .unavailable("") }

    /// Figures over the contacts that a filter finds, by the names that were asked for.
    public func aggregateContacts(
        _ filter: JSONValue?,
        _ aggregations: JSONObject,
        in project: Project
    ) async throws(DomainError) -> AudienceFigures { throw .unavailable("") }

    // MARK: Events

    /// Events that a filter finds, sorted, with the exact total.
    public func searchEvents(
        _ filter: JSONValue?,
        _ paging: AudiencePaging,
        in project: Project
    ) async throws(DomainError) -> AudiencePage<AudienceEvent> { throw .unavailable("") }

    /// All events that a filter finds, page by page.
    public func scrollEvents(
        _ filter: JSONValue?,
        _ paging: AudiencePaging,
        in project: Project
    ) async throws(DomainError) -> AudiencePage<AudienceEvent> { throw .unavailable("") }

    /// Figures over the events that a filter finds, by the names that were asked for.
    public func aggregateEvents(
        _ filter: JSONValue?,
        _ aggregations: JSONObject,
        in project: Project
    ) async throws(DomainError) -> AudienceFigures { throw .unavailable("") }

    /// What a filter and aggregations over contacts or events look at, for the rules of privacy.
    public func fields(
        of rows: AudienceRows,
        filter: JSONValue?,
        aggregations: JSONObject? = nil,
        in project: Project
    ) async throws(DomainError) -> UsedFields { throw .unavailable("") }

    // MARK: Acts

    /// Carries out an act of the platform on a person.
    public func act(
        _ action: ContactAction,
        in project: ProjectID,
        _ options: IngestOptions = []
    ) async throws(DomainError) -> IngestReport { throw .unavailable("") }

    /// Removes a person everywhere, and proves it.
    public func erase(
        _ audienceID: String,
        in project: ProjectID,
        by actor: String
    ) async throws(DomainError) -> ErasureReceipt { throw .unavailable("") }

    // MARK: Data sources

    /// The data sources of a project that live, oldest first.
    public func dataSources(
        of project: ProjectID
    ) async throws(DomainError) -> [DataSourceReport] { throw .unavailable("") }

    /// A data source of the project by its id, or with `dsapi` the project's first one.
    public func dataSource(
        _ name: String,
        in project: ProjectID
    ) async throws(DomainError) -> DataSource { throw .unavailable("") }

    /// A data source with what it was sent and how many contacts it has.
    public func report(
        on source: DataSource
    ) async throws(DomainError) -> DataSourceReport { throw .unavailable("") }

    /// Creates a data source.
    public func createDataSource(
        _ profile: DataSourceProfile,
        in project: Project,
        by actor: String
    ) async throws(DomainError) -> DataSource { throw .unavailable("") }

    /// Replaces what the operator chose of a data source.
    public func updateDataSource(
        _ source: DataSource,
        _ profile: DataSourceProfile,
        by actor: String
    ) async throws(DomainError) -> DataSource { throw .unavailable("") }

    /// Deletes a data source; its tokens end at once, and its contacts leave soon after.
    public func deleteDataSource(
        _ source: DataSource,
        by actor: String
    ) async throws(DomainError) { throw .unavailable("") }

    // MARK: Quarantine

    /// Refused items of a data source, newest first, older than the given one.
    public func quarantine(
        of source: DataSource,
        before item: ObjectID? = nil,
        limit: Int = 50
    ) async throws(DomainError) -> [QuarantinedItem] { throw .unavailable("") }

    /// Replaces the JSON of a refused item.
    public func mend(
        _ item: ObjectID,
        in project: ProjectID,
        json: String,
        by actor: String
    ) async throws(DomainError) -> QuarantinedItem { throw .unavailable("") }

    /// Sends refused items again; those that are accepted leave the quarantine.
    public func replay(
        _ items: [ObjectID],
        in project: ProjectID,
        by actor: String
    ) async throws(DomainError) -> IngestReport { throw .unavailable("") }

    /// Removes refused items, and says how many there were.
    public func discard(
        _ items: [ObjectID],
        in project: ProjectID,
        by actor: String
    ) async throws(DomainError) -> Int { throw .unavailable("") }
}
