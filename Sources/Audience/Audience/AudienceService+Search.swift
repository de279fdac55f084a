public import AccountsModel
import Attributes
import AudienceColumns
public import AudienceModel
public import Essentials
import Filters
public import JSONCoding

extension AudienceService {
    /// Contacts that a filter finds, sorted, with the exact total.
    public func searchContacts(
        _ filter: JSONValue?,
        _ paging: AudiencePaging,
        in project: Project
    ) async throws(ServiceError) -> AudiencePage<AudienceContact> {
        let limit = try checked(paging, most: configuration.searchLimit)
        let audience = try await ready(project.id)
        let question = try ContactQuestion(filter, paging, audience, context(of: project))
        let (rows, total) = audience.index.withLock { index in
            index.columns.first(
                question.bound,
                by: question.sortField,
                ascending: paging.isAscending,
                offset: paging.offset,
                limit: limit
            )
        }
        return AudiencePage(rows: audience.contacts(in: rows), totalHits: total)
    }

    /// How many contacts a filter finds, exactly.
    public func countContacts(
        _ filter: JSONValue?,
        in project: Project
    ) async throws(ServiceError) -> Int {
        let audience = try await ready(project.id)
        let paging = AudiencePaging(limit: 1)
        let question = try ContactQuestion(filter, paging, audience, context(of: project))
        return audience.index.withLock { $0.columns.count(question.bound) }
    }

    /// All contacts that a filter finds, page by page, each once even while data moves.
    public func scrollContacts(
        _ filter: JSONValue?,
        _ paging: AudiencePaging,
        in project: Project
    ) async throws(ServiceError) -> AudiencePage<AudienceContact> {
        let limit = try checked(paging, most: configuration.scrollLimit)
        let audience = try await ready(project.id)
        let question = try ContactQuestion(filter, paging, audience, context(of: project))
        let scroll: ScrollShelf.Scroll
        var cursor: ScrollCursor
        if let text = paging.cursor {
            (cursor, scroll) = try resumed(text, question, project.id)
        } else {
            cursor = ScrollCursor(ids.next())
            scroll = begun(question, paging, audience)
            scrolls.keep(scroll, as: cursor.scroll, at: clock.now)
        }
        // Rows whose person is gone meanwhile are passed over, so a page is full as long as it can.
        var contacts: [AudienceContact] = []
        var isOver = false
        while contacts.count < limit, !isOver {
            let rows = scroll.rows(after: &cursor, limit: limit - contacts.count)
            isOver = rows.isEmpty
            contacts += audience.contacts(in: rows)
        }
        isOver = isOver || cursor.position >= scroll.total
        scrolls.shown(cursor.scroll, isLast: isOver, at: clock.now)
        return AudiencePage(
            rows: contacts,
            totalHits: scroll.total,
            cursor: isOver ? nil : cursor.description
        )
    }

    /// Figures over the contacts that a filter finds, by the names that were asked for.
    public func aggregateContacts(
        _ filter: JSONValue?,
        _ aggregations: JSONObject,
        in project: Project
    ) async throws(ServiceError) -> AudienceFigures {
        let audience = try await ready(project.id)
        let paging = AudiencePaging(limit: 1)
        let question = try ContactQuestion(filter, paging, audience, context(of: project))
        do throws(FilterError) {
            let wanted = try Aggregation.parse(
                .object(aggregations),
                over: .contacts,
                catalogue: question.catalogue
            )
            let (results, total) = try audience.index.withLock { index throws(FilterError) in
                try index.columns.aggregate(wanted, of: question.bound)
            }
            return AudienceFigures(results, total)
        } catch {
            throw ServiceError(error)
        }
    }

    /// What a filter and aggregations over contacts or events look at, for the rules of privacy.
    public func fields(
        of rows: AudienceRows,
        filter: JSONValue?,
        aggregations: JSONObject? = nil,
        in project: Project
    ) async throws(ServiceError) -> UsedFields {
        let audience = try await directory.audience(of: project.id)
        let catalogue = audience.shelf.current.forFilters
        do throws(FilterError) {
            var used = UsedFields(attributes: [], usesEvents: rows == .events)
            switch rows {
            case .contacts:
                let filter = try Filter(filter, catalogue: catalogue)
                used.attributes = filter.attributes
                used.usesEvents = filter.readsEvents
            case .events: _ = try EventFilter(filter, catalogue: catalogue)
            }
            guard let aggregations else { return used }
            let wanted = try Aggregation.parse(
                .object(aggregations),
                over: rows == .contacts ? .contacts : .events,
                catalogue: catalogue
            )
            for aggregation in wanted { used.attributes.formUnion(aggregation.attributes) }
            return used
        } catch {
            throw ServiceError(error)
        }
    }

    /// The rows of a page, within what is allowed.
    func checked(_ paging: AudiencePaging, most: Int) throws(ServiceError) -> Int {
        guard (1...most).contains(paging.limit) else {
            throw .invalid([FieldError("limit", "Should be 1 to \(most)")])
        }
        guard (0...10_000).contains(paging.offset) else {
            throw .invalid([FieldError("offset", "Should be 0 to 10000; scroll to read further")])
        }
        return paging.limit
    }
}

// MARK: Scrolls

extension AudienceService {
    private func begun(
        _ question: ContactQuestion,
        _ paging: AudiencePaging,
        _ audience: ProjectAudience
    ) -> ScrollShelf.Scroll {
        let (found, total) = audience.index.withLock { index -> (ScrollShelf.Found, Int) in
            guard let field = question.sortField else {
                let set = index.columns.matches(question.bound)
                return (.set(set), set.count)
            }
            let (rows, total) = index.columns.first(
                question.bound,
                by: field,
                ascending: paging.isAscending,
                limit: index.columns.contactCount
            )
            return (.list(rows), total)
        }
        return ScrollShelf.Scroll(
            project: audience.project,
            question: question.fingerprint,
            found: found,
            total: total
        )
    }

    private func resumed(
        _ text: String,
        _ question: ContactQuestion,
        _ project: ProjectID
    ) throws(ServiceError) -> (ScrollCursor, ScrollShelf.Scroll) {
        guard let cursor = ScrollCursor(text),
            let scroll = scrolls.scroll(cursor.scroll, at: clock.now), scroll.project == project,
            // The text comes back from outside, and may have been changed.
            cursor.position <= scroll.total
        else {
            throw .invalid([FieldError("cursor", "Should be one of a page before, in time")])
        }
        guard scroll.question == question.fingerprint else {
            throw .invalid([FieldError("cursor", "Should go with the filter it began with")])
        }
        return (cursor, scroll)
    }
}

// MARK: Questions

extension AudienceService {
    /// What filters of a project mean by now and by a day.
    func context(of project: Project, at moment: Timestamp? = nil) -> FilterContext {
        FilterContext(now: moment ?? clock.now, zone: zones.zone(project.profile.timeZone))
    }
}

/// A filter over contacts, parsed and bound to a moment.
struct ContactQuestion {
    let bound: BoundFilter
    let catalogue: FilterCatalogue
    let sortField: String?
    /// Tells questions apart: the filter in its canonical form, and the order.
    let fingerprint: UInt64

    init(
        _ filter: JSONValue?,
        _ paging: AudiencePaging,
        _ audience: ProjectAudience,
        _ context: FilterContext
    ) throws(ServiceError) {
        catalogue = audience.shelf.current.forFilters
        let parsed: Filter
        do throws(FilterError) {
            parsed = try Filter(filter, catalogue: catalogue)
        } catch {
            throw ServiceError(error)
        }
        if let field = paging.sortField, catalogue.attributes[field] == nil {
            throw .invalid([FieldError("sortField", "Should be an attribute of the project")])
        }
        sortField = paging.sortField
        bound = parsed.bound(context)
        var hasher = Hasher()
        hasher.combine(parsed.fingerprint)
        hasher.combine(paging.sortField)
        hasher.combine(paging.isAscending)
        fingerprint = UInt64(bitPattern: Int64(hasher.finalize()))
    }
}

extension ServiceError {
    /// Says what is wrong with a filter in words of the domain.
    init(_ error: FilterError) { self = .invalid([FieldError(error.path, error.message)]) }
}

extension AudienceFigures {
    /// The results of the columns as JSON.
    init(_ results: [AggregationResult], _ total: Int) {
        var writer = JSONWriter()
        writer.results(results)
        guard case .object(let object)? = try? JSONDocument.parse(writer.bytes) else {
            self.init(results: JSONObject([]), totalHits: total)
            return
        }
        self.init(results: object, totalHits: total)
    }
}

extension ProjectAudience {
    /// The persons in rows of the columns; those that are gone meanwhile are left out.
    func contacts(in rows: [ContactRow]) -> [AudienceContact] {
        let numbers = index.withLock { index in rows.compactMap { index.member(of: $0) } }
        let (sources, consolidation) = (sources, consolidation)
        let snapshots = memory.withReadLock { memory in
            numbers.compactMap { number in
                memory.cluster(of: number).map { memory.snapshot($0, sources, consolidation) }
            }
        }
        return snapshots.map(\.contact)
    }
}
