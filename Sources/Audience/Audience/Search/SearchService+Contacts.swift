public import AccountsModel
import Attributes
import AudienceColumns
public import AudienceModel
public import Essentials
public import Filters

extension SearchService {
    /// The contacts that match, sorted, with the exact total.
    public func searchContacts(
        _ filter: Filter,
        _ paging: AudiencePaging,
        in project: Project,
        by token: ObjectID? = nil
    ) async throws(ServiceError) -> AudiencePage<AudienceContact> {
        let limit = try checked(paging, most: context.configuration.searchLimit)
        let audience = try await log.loadedAudience(of: project.id)
        let field = try sortField(paging, audience)
        let bound = filter.bound(context.filterContext(of: project))
        return try await context.compute(for: project, by: token) { pace in
            let (rows, total) = audience.query(pace) { index in
                index.columns.first(
                    bound,
                    by: field,
                    ascending: paging.isAscending,
                    offset: paging.offset,
                    limit: limit
                )
            }
            return .success(AudiencePage(rows: audience.contacts(in: rows), totalHits: total))
        }
    }

    /// How many contacts match, exactly.
    public func countContacts(
        _ filter: Filter,
        in project: Project
    ) async throws(ServiceError) -> Int {
        let audience = try await log.loadedAudience(of: project.id)
        let bound = filter.bound(context.filterContext(of: project))
        return try await context.compute(for: project) { pace in
            .success(audience.query(pace) { $0.columns.count(bound) })
        }
    }

    /// All contacts that match, page by page, each exactly once even while data changes.
    public func scrollContacts(
        _ filter: Filter,
        _ paging: AudiencePaging,
        in project: Project,
        by token: ObjectID? = nil
    ) async throws(ServiceError) -> AudiencePage<AudienceContact> {
        let limit = try checked(paging, most: context.configuration.scrollLimit)
        let audience = try await log.loadedAudience(of: project.id)
        let field = try sortField(paging, audience)
        return try await context.compute(for: project, by: token) { pace in
            do throws(ServiceError) {
                return .success(
                    try self.page(of: filter, paging, limit, field, project, audience, pace)
                )
            } catch {
                return .failure(error)
            }
        }
    }

    /// A page of a scroll, which is begun if there is no cursor.
    private func page(
        of filter: Filter,
        _ paging: AudiencePaging,
        _ limit: Int,
        _ field: String?,
        _ project: Project,
        _ audience: ProjectAudience,
        _ pace: Pace
    ) throws(ServiceError) -> AudiencePage<AudienceContact> {
        let question = paging.fingerprint(of: filter)
        let scroll: ScrollCache.Scroll
        var cursor: ScrollCursor
        if let text = paging.cursor {
            (cursor, scroll) = try resumed(text, question, project.id)
        } else {
            cursor = ScrollCursor(context.ids.next())
            let found = matches(
                filter.bound(context.filterContext(of: project)),
                field,
                paging,
                audience,
                pace
            )
            guard !pace.isStopped else { throw .cancelled }
            scroll = ScrollCache.Scroll(project: project.id, question: question, found: found)
            scrolls.keep(scroll, as: cursor.scroll, at: context.clock.now)
        }
        // Contacts deleted since are skipped, and the page is filled with those after them.
        var contacts: [AudienceContact] = []
        var isOver = false
        while contacts.count < limit, !isOver {
            let rows = scroll.rows(after: &cursor, limit: limit - contacts.count)
            isOver = rows.isEmpty
            contacts += audience.contacts(in: rows)
        }
        isOver = isOver || cursor.position >= scroll.total
        scrolls.touch(cursor.scroll, isLast: isOver, at: context.clock.now)
        return AudiencePage(
            rows: contacts,
            totalHits: scroll.total,
            cursor: isOver ? nil : cursor.description
        )
    }

    /// Aggregations over the contacts that match.
    public func aggregateContacts(
        _ aggregations: [Aggregation],
        of filter: Filter,
        in project: Project,
        by token: ObjectID? = nil
    ) async throws(ServiceError) -> AggregatedRows {
        let audience = try await log.loadedAudience(of: project.id)
        let bound = filter.bound(context.filterContext(of: project))
        return try await context.compute(for: project, by: token) { pace in
            do throws(FilterError) {
                let (results, total) = try audience.query(pace) { index throws(FilterError) in
                    try index.columns.aggregate(aggregations, of: bound)
                }
                return .success(AggregatedRows(results: results, totalHits: total))
            } catch {
                return .failure(ServiceError(error))
            }
        }
    }

    /// The limit of a page, if it is allowed.
    func checked(_ paging: AudiencePaging, most: Int) throws(ServiceError) -> Int {
        guard (1...most).contains(paging.limit) else {
            throw .invalid([FieldError("limit", Phrase.mustBe("1 to \(most)"))])
        }
        guard (0...10_000).contains(paging.offset) else {
            throw .invalid([
                FieldError("offset", Phrase.mustBe("0 to 10000; use scroll to read further"))
            ])
        }
        return paging.limit
    }
}

// MARK: Scrolls

extension SearchService {
    private func matches(
        _ filter: BoundFilter,
        _ field: String?,
        _ paging: AudiencePaging,
        _ audience: ProjectAudience,
        _ pace: Pace
    ) -> ScrollCache.Found {
        audience.query(pace) { index in
            guard let field else { return .set(index.columns.matches(filter)) }
            let (rows, _) = index.columns.first(
                filter,
                by: field,
                ascending: paging.isAscending,
                limit: index.columns.contactCount
            )
            return .list(rows)
        }
    }

    private func resumed(
        _ text: String,
        _ question: UInt64,
        _ project: ProjectID
    ) throws(ServiceError) -> (ScrollCursor, ScrollCache.Scroll) {
        guard let cursor = ScrollCursor(text),
            let scroll = scrolls.scroll(cursor.scroll, at: context.clock.now),
            scroll.project == project,
            // The client may have changed the text.
            cursor.position <= scroll.total
        else {
            throw .invalid([
                FieldError(
                    "cursor",
                    Phrase.mustBe("the cursor of an earlier page that has not expired")
                )
            ])
        }
        guard scroll.question == question else {
            throw .invalid([
                FieldError("cursor", Phrase.mustBe("used with the filter it was issued for"))
            ])
        }
        return (cursor, scroll)
    }
}

// MARK: Parts of a query

extension SearchService {
    private func sortField(
        _ paging: AudiencePaging,
        _ audience: ProjectAudience
    ) throws(ServiceError) -> String? {
        guard let field = paging.sortField else { return nil }
        guard audience.catalogue.current.attributes[field] != nil else {
            throw .invalid([FieldError("sortField", Phrase.mustBe("an attribute of the project"))])
        }
        return field
    }
}

extension AudiencePaging {
    /// Identifies a query, so that a cursor continues only its own: the filter and the order.
    fileprivate func fingerprint(of filter: Filter) -> UInt64 {
        var hasher = Hasher()
        hasher.combine(filter.fingerprint)
        hasher.combine(sortField)
        hasher.combine(isAscending)
        return UInt64(bitPattern: Int64(hasher.finalize()))
    }
}

extension ServiceError {
    /// A filter or aggregation that is invalid.
    public init(_ error: FilterError) { self = .invalid([FieldError(error.path, error.message)]) }
}

extension ProjectAudience {
    /// The contacts of index rows, without those deleted since.
    func contacts(in rows: [ContactRow]) -> [AudienceContact] {
        let numbers = index.withLock { index in rows.compactMap { index.member(of: $0) } }
        let (sources, consolidation) = (sources, consolidation)
        let snapshots = memory.withReadLock { memory in
            numbers.compactMap { number in
                memory.identity(of: number).map { memory.snapshot($0, sources, consolidation) }
            }
        }
        return snapshots.map(\.contact)
    }
}
