public import AccountsModel
import Attributes
import AudienceColumns
public import AudienceModel
public import Essentials
public import Filters

extension SearchService {
    /// The events that match, sorted, with the exact total.
    public func searchEvents(
        _ filter: EventFilter,
        _ paging: AudiencePaging,
        in project: Project,
        by token: ObjectID? = nil
    ) async throws(ServiceError) -> AudiencePage<AudienceEvent> {
        let limit = try checked(paging, most: context.configuration.searchLimit)
        let audience = try await log.loadedAudience(of: project.id)
        let bound = audience.resolved(filter.bound(context.filterContext(of: project)))
        let sort = try EventSort(field: paging.sortField, audience.catalogue.current)
        let (rows, total) = try await context.compute(for: project, by: token) { pace in
            .success(
                audience.query(pace) { index in
                    index.columns.first(
                        bound,
                        by: sort,
                        ascending: paging.isAscending,
                        limit: paging.offset + limit
                    )
                }
            )
        }
        let page = rows.dropFirst(paging.offset).map(\.id)
        let records = try await context.store.events(Array(page), of: project.id)
        return AudiencePage(rows: audience.events(records), totalHits: total)
    }

    /// All events that match, page by page, in the order of arrival or the reverse.
    public func scrollEvents(
        _ filter: EventFilter,
        _ paging: AudiencePaging,
        in project: Project,
        by token: ObjectID? = nil
    ) async throws(ServiceError) -> AudiencePage<AudienceEvent> {
        let limit = try checked(paging, most: context.configuration.scrollLimit)
        guard [nil, "created-at"].contains(paging.sortField) else {
            throw .invalid([
                FieldError(
                    "sortField",
                    Phrase.mustBe("created-at; a scroll returns events as they arrived")
                )
            ])
        }
        let audience = try await log.loadedAudience(of: project.id)
        let last = Int64(audience.memory.withReadLock { $0.events.next }) - 1
        var cursor = EventCursor(
            question: 0,
            last: nil,
            through: last,
            total: 0,
            begunAt: context.clock.now
        )
        var isFirst = true
        if let text = paging.cursor {
            guard let resumed = EventCursor(text),
                resumed.isPossible(at: context.clock.now, last: last),
                context.clock.now - resumed.begunAt < context.configuration.cursorLifetime * 144
            else {
                throw .invalid([
                    FieldError("cursor", Phrase.mustBe("the cursor of the previous page"))
                ])
            }
            cursor = resumed
            isFirst = false
        }
        // Relative times are those of the first page.
        let bound = audience.resolved(
            filter.bound(context.filterContext(of: project, at: cursor.begunAt))
        )
        let fingerprint = filter.fingerprint ^ (paging.isAscending ? 0 : 1)
        guard isFirst || cursor.question == fingerprint else {
            throw .invalid([
                FieldError("cursor", Phrase.mustBe("used with the filter it was issued for"))
            ])
        }
        cursor.question = fingerprint
        let (rows, total) = try await context.compute(for: project, by: token) {
            [cursor, isFirst] pace in
            .success(
                audience.query(pace) { index in
                    let total = isFirst ? index.columns.count(bound) : cursor.total
                    return (index.columns.page(bound, cursor, paging, limit: limit), total)
                }
            )
        }
        cursor.total = total
        let records = try await context.store.events(rows.map(\.id), of: project.id)
        cursor.last = rows.last?.id ?? cursor.through
        return AudiencePage(
            rows: audience.events(records),
            totalHits: cursor.total,
            cursor: rows.count < limit ? nil : cursor.description
        )
    }

    /// Aggregations over the events that match.
    public func aggregateEvents(
        _ aggregations: [Aggregation],
        of filter: EventFilter,
        in project: Project,
        by token: ObjectID? = nil
    ) async throws(ServiceError) -> AggregatedRows {
        let audience = try await log.loadedAudience(of: project.id)
        let filterContext = context.filterContext(of: project)
        let bound = audience.resolved(filter.bound(filterContext))
        return try await context.compute(for: project, by: token) { pace in
            do throws(FilterError) {
                let (results, total) = try audience.query(pace) { index throws(FilterError) in
                    try index.columns.aggregate(aggregations, of: bound, filterContext)
                }
                return .success(AggregatedRows(results: results, totalHits: total))
            } catch {
                return .failure(ServiceError(error))
            }
        }
    }
}

extension AudienceColumns {
    /// The next page of a scroll.
    fileprivate func page(
        _ filter: BoundEventFilter,
        _ cursor: EventCursor,
        _ paging: AudiencePaging,
        limit: Int
    ) -> [EventRow] {
        page(
            filter,
            after: cursor.last,
            through: cursor.through,
            ascending: paging.isAscending,
            limit: limit
        )
    }
}

extension EventSort {
    /// The order of a `sortField`: a date, or a parameter of an event type.
    fileprivate init(field: String?, _ catalogue: Catalogue) throws(ServiceError) {
        let prefix = "parameters."
        switch field {
        case nil, "created-at": self = .created
        case "event-date": self = .date
        case let field?:
            let name = field.hasPrefix(prefix) ? String(field.dropFirst(prefix.count)) : field
            guard catalogue.parameters.values.contains(where: { $0[name] != nil }) else {
                throw .invalid([
                    FieldError(
                        "sortField",
                        Phrase.mustBe(
                            "created-at, event-date or a parameter of the project's events"
                        )
                    )
                ])
            }
            self = .parameter(name)
        }
    }
}

/// The state of a scroll through events: all that the next page needs.
private struct EventCursor: LosslessStringConvertible {
    var question: UInt64
    /// The last event returned; nil before the first page.
    var last: Int64?
    var through: Int64
    var total: Int
    var begunAt: Timestamp

    init(question: UInt64, last: Int64?, through: Int64, total: Int, begunAt: Timestamp) {
        self.question = question
        self.last = last
        self.through = through
        self.total = total
        self.begunAt = begunAt
    }

    /// Whether a scroll can have this state; the client may have changed the text.
    func isPossible(at now: Timestamp, last newest: Int64) -> Bool {
        begunAt <= now && through <= newest && (0...max(through, 0)).contains(last ?? 0)
            && total >= 0
    }

    init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 5, let question = UInt64(parts[0], radix: 36),
            let last = Int64(parts[1], radix: 36), let through = Int64(parts[2], radix: 36),
            let total = Int(parts[3], radix: 36), let begun = Int64(parts[4], radix: 36)
        else { return nil }
        self.init(
            question: question,
            last: last,
            through: through,
            total: total,
            begunAt: Timestamp(microseconds: begun)
        )
    }

    var description: String {
        [
            String(question, radix: 36), String(last ?? 0, radix: 36), String(through, radix: 36),
            String(total, radix: 36), String(begunAt.microseconds, radix: 36),
        ].joined(separator: "-")
    }
}
