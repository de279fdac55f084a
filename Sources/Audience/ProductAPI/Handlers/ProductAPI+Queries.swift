import AccountsModel
import Audience
import AudienceModel
import AudienceViews
import Essentials
import HTTPAPI
import HTTPServer
import JSONCoding

/// Search, scroll and aggregations over contacts and events.
extension ProductAPI {
    /// A page of contacts, at an offset of a search or after a cursor of a scroll.
    func listContacts(
        isScroll: Bool,
        _ request: HTTPRequest,
        _ access: ProjectAccess
    ) async throws(ServiceError) -> HTTPResponse {
        let kind: AudienceQuery.Kind = isScroll ? .scroll : .search
        return try await run(.contacts, kind, request, access) { query, view throws(ServiceError) in
            let (root, paging) = (query.root, query.paging)
            let page =
                isScroll
                ? try await audience.scrollContacts(root, paging, in: access.project)
                : try await audience.searchContacts(root, paging, in: access.project)
            return .rows(page, paging, isScroll: isScroll) { view.write($1, to: &$0) }
        }
    }

    /// A page of events, at an offset of a search or after a cursor of a scroll.
    func listEvents(
        isScroll: Bool,
        _ request: HTTPRequest,
        _ access: ProjectAccess
    ) async throws(ServiceError) -> HTTPResponse {
        let kind: AudienceQuery.Kind = isScroll ? .scroll : .search
        return try await run(.events, kind, request, access) { query, _ throws(ServiceError) in
            let (root, paging) = (query.root, query.paging)
            let page =
                isScroll
                ? try await audience.scrollEvents(root, paging, in: access.project)
                : try await audience.searchEvents(root, paging, in: access.project)
            return .rows(page, paging, isScroll: isScroll) { $0.event($1) }
        }
    }

    func showTimeline(
        _ request: HTTPRequest,
        _ access: ProjectAccess
    ) async throws(ServiceError) -> HTTPResponse {
        let page = try await audience.timeline(of: request.audienceID, in: access.project.id)
        return .document(capacity: 512 * page.rows.count) { writer in
            writer.key("entities")
            writer.array { writer in for event in page.rows { writer.event(event) } }
            writer.key("metadata")
            writer.object { $0.member("count", page.totalHits) }
        }
    }

    func aggregate(
        _ rows: AudienceRows,
        _ request: HTTPRequest,
        _ access: ProjectAccess
    ) async throws(ServiceError) -> HTTPResponse {
        try await run(rows, .aggregation, request, access) { query, _ throws(ServiceError) in
            let (root, wanted) = (query.root, query.aggregations ?? JSONObject([]))
            let figures =
                switch rows {
                case .contacts:
                    try await audience.aggregateContacts(root, wanted, in: access.project)
                case .events: try await audience.aggregateEvents(root, wanted, in: access.project)
                }
            return .document(capacity: 4096) { writer in
                writer.key("entities")
                writer.value(.object(figures.results))
                writer.key("metadata")
                writer.object { $0.member("totalHits", figures.totalHits) }
            }
        }
    }

    /// Runs a query when the token may see everything that it looks at.
    private func run(
        _ rows: AudienceRows,
        _ kind: AudienceQuery.Kind,
        _ request: HTTPRequest,
        _ access: ProjectAccess,
        _ answer: (AudienceQuery, ContactView) async throws(ServiceError) -> HTTPResponse
    ) async throws(ServiceError) -> HTTPResponse {
        try await explained { () async throws(ServiceError) in
            let query = try AudienceQuery(try request.object(), kind, of: rows)
            let view = try await view(access)
            var sorting: Set<String> = []
            if rows == .contacts, let field = query.paging.sortField { sorting = [field] }
            try await permit(
                rows,
                query.root,
                aggregations: query.aggregations,
                also: sorting,
                access,
                view
            )
            return try await answer(query, view)
        }
    }

    /// Says of a body that is no query what is wrong with it.
    func explained(
        _ answer: () async throws(ServiceError) -> HTTPResponse
    ) async throws(ServiceError) -> HTTPResponse {
        do throws(ServiceError) {
            return try await answer()
        } catch {
            guard case .invalid(let errors) = error else { throw error }
            return .invalid(errors, message: "Invalid query filter")
        }
    }

    /// Refuses a query that looks at what the token may not see: else anybody could find a hidden
    /// value by searching, sorting or counting.
    func permit(
        _ rows: AudienceRows,
        _ filter: JSONValue?,
        aggregations: JSONObject? = nil,
        also names: Set<String> = [],
        _ access: ProjectAccess,
        _ view: ContactView
    ) async throws(ServiceError) {
        let used = try await audience.fields(
            of: rows,
            filter: filter,
            aggregations: aggregations,
            in: access.project
        )
        if used.usesEvents { try access.require(.audienceDataEvents) }
        if let name = used.attributes.union(names).sorted().first(where: view.hides) {
            throw .forbidden("The token's level of privacy does not include \(name)")
        }
    }
}
