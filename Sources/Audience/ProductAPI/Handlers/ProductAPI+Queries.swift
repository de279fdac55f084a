import AccountsModel
import Attributes
import Audience
import AudienceModel
import AudienceViews
import Essentials
import Filters
import HTTPAPI
import HTTPServer
import JSONCoding

extension ProductAPI {
    static let queryEndpoints: [ProductEndpoint] = [
        ProductEndpoint(
            .post,
            inProject: "/audience/search",
            name: "audience-search",
            access: .scope(.audienceList),
            budget: "product-search",
            "Search contacts",
            body: searchBody,
            response: .ok("Page"),
            errors: [.badRequest],
            handler: { api in
                { request, access throws(ServiceError) in
                    try await api.listContacts(isScroll: false, request, access)
                }
            }
        ),
        ProductEndpoint(
            .post,
            inProject: "/audience/scroll",
            name: "audience-scroll",
            access: .scope(.audienceList),
            budget: "product-scroll",
            "Read all contacts that match a filter, page by page",
            body: scrollBody,
            response: .ok("Page"),
            errors: [.badRequest],
            handler: { api in
                { request, access throws(ServiceError) in
                    try await api.listContacts(isScroll: true, request, access)
                }
            }
        ),
        ProductEndpoint(
            .post,
            inProject: "/audience/aggregations",
            name: "audience-aggregations",
            access: .scope(.aggregations),
            budget: "product-aggregations",
            "Aggregate contacts",
            body: aggregationBody,
            response: .ok("Figures"),
            errors: [.badRequest],
            handler: { api in
                { request, access throws(ServiceError) in
                    try await api.aggregate(.contacts, request, access)
                }
            }
        ),
        ProductEndpoint(
            .get,
            inProject: "/audience/{audienceId}/events",
            name: "audience-events",
            access: .scope(.audienceDataEvents),
            "List the events of a contact, newest first",
            parameters: [
                ProductSchemas.audienceID,
                pageValue("limit", ["type": "integer", "minimum": 1, "maximum": 100]),
                pageValue(
                    "cursor",
                    ["type": "string", "pattern": "^[0-9a-z]{1,12}_[0-9a-z]{1,12}$"]
                ),
            ],
            response: .ok("Page"),
            errors: [.badRequest],
            handler: ProductAPI.showTimeline
        ),
        ProductEndpoint(
            .post,
            inProject: "/event/search",
            name: "event-search",
            access: .scope(.audienceDataEvents),
            budget: "product-search",
            "Search events",
            body: searchBody,
            response: .ok("Page"),
            errors: [.badRequest],
            handler: { api in
                { request, access throws(ServiceError) in
                    try await api.listEvents(isScroll: false, request, access)
                }
            }
        ),
        ProductEndpoint(
            .post,
            inProject: "/event/scroll",
            name: "event-scroll",
            access: .scope(.audienceDataEvents),
            budget: "product-scroll",
            "Read all events that match a filter, page by page",
            body: scrollBody,
            response: .ok("Page"),
            errors: [.badRequest],
            handler: { api in
                { request, access throws(ServiceError) in
                    try await api.listEvents(isScroll: true, request, access)
                }
            }
        ),
        ProductEndpoint(
            .post,
            inProject: "/event/aggregations",
            name: "event-aggregations",
            access: .scope(.aggregations),
            budget: "product-aggregations",
            "Aggregate events",
            body: aggregationBody,
            response: .ok("Figures"),
            errors: [.badRequest],
            handler: { api in
                { request, access throws(ServiceError) in
                    try await api.aggregate(.events, request, access)
                }
            }
        ),
    ]

    private static func pageValue(_ name: String, _ schema: JSONValue) -> JSONValue {
        ["name": .string(name), "in": "query", "required": false, "schema": schema]
    }

    private static let searchBody = queryBody(
        largestLimit: 50,
        ("offset", ["type": ["integer", "null"], "minimum": 0, "maximum": 10_000])
    )

    private static let scrollBody = queryBody(
        largestLimit: 100,
        ("cursor", OpenAPIShape.optionalText)
    )

    private static func queryBody(
        largestLimit: Int64,
        _ place: (String, JSONValue)
    ) -> JSONValue {
        let limit: JSONValue = [
            "type": ["integer", "null"], "minimum": 1, "maximum": .integer(largestLimit),
        ]
        return [
            "type": "object", "additionalProperties": false,
            "properties": .object([
                ("root", ProductSchemas.filter), ("sortField", OpenAPIShape.optionalText),
                ("sortAsc", ["type": ["boolean", "null"]]), ("limit", limit), place,
            ]),
        ]
    }

    private static let aggregationBody: JSONValue = [
        "type": "object", "required": ["aggregations"], "additionalProperties": false,
        "properties": ["root": ProductSchemas.filter, "aggregations": ["type": "object"]],
    ]
}

/// Search, scroll and aggregations over contacts and events.
extension ProductAPI {
    /// A page of contacts, at an offset of a search or after a cursor of a scroll.
    func listContacts(
        isScroll: Bool,
        _ request: HTTPRequest,
        _ access: ProjectAccess
    ) async throws(ServiceError) -> HTTPResponse {
        try await explained { () async throws(ServiceError) in
            let kind: AudienceQuery.Kind = isScroll ? .scroll : .search
            let query = try AudienceQuery(try request.object(), kind, of: .contacts)
            let paging = query.paging
            let view = try await view(access)
            let parser = try await parser(access, view)
            let sortField = paging.sortField.map { [$0] } ?? []
            let filter = try await computed(access) { () throws(ServiceError) in
                try parser.contacts(query.root, showing: sortField)
            }
            let page =
                isScroll
                ? try await audience.search.scrollContacts(
                    filter,
                    paging,
                    in: access.project,
                    by: access.token.id
                )
                : try await audience.search.searchContacts(
                    filter,
                    paging,
                    in: access.project,
                    by: access.token.id
                )
            return try await computed(access, continuing: true) {
                .rows(page, paging, isScroll: isScroll) { view.write($1, to: &$0) }
            }
        }
    }

    /// A page of events, at an offset of a search or after a cursor of a scroll.
    func listEvents(
        isScroll: Bool,
        _ request: HTTPRequest,
        _ access: ProjectAccess
    ) async throws(ServiceError) -> HTTPResponse {
        try await explained { () async throws(ServiceError) in
            let kind: AudienceQuery.Kind = isScroll ? .scroll : .search
            let query = try AudienceQuery(try request.object(), kind, of: .events)
            let paging = query.paging
            let parser = try await parser(access, try await view(access))
            let filter = try await computed(access) { () throws(ServiceError) in
                try parser.events(query.root)
            }
            let page =
                isScroll
                ? try await audience.search.scrollEvents(
                    filter,
                    paging,
                    in: access.project,
                    by: access.token.id
                )
                : try await audience.search.searchEvents(
                    filter,
                    paging,
                    in: access.project,
                    by: access.token.id
                )
            return try await computed(access, continuing: true) {
                .rows(page, paging, isScroll: isScroll) { $0.event($1) }
            }
        }
    }

    func showTimeline(
        _ request: HTTPRequest,
        _ access: ProjectAccess
    ) async throws(ServiceError) -> HTTPResponse {
        let page = try await audience.contacts.timeline(
            of: request.audienceID,
            in: access.project,
            by: access.token.id,
            after: request.queryValue("cursor").flatMap { $0.isEmpty ? nil : $0 },
            limit: try limit(request)
        )
        return .document(capacity: 512 * page.rows.count) { writer in
            writer.key("entities")
            writer.array { writer in for event in page.rows { writer.event(event) } }
            writer.key("metadata")
            writer.object {
                $0.member("count", page.totalHits)
                $0.member("cursor", page.cursor)
            }
        }
    }

    private func limit(_ request: HTTPRequest) throws(ServiceError) -> Int {
        guard let text = request.queryValue("limit"), !text.isEmpty else { return 100 }
        guard let limit = Int(text), (1...100).contains(limit) else {
            throw .invalid([FieldError("limit", Phrase.mustBe(1...100))])
        }
        return limit
    }

    func aggregate(
        _ records: RecordKind,
        _ request: HTTPRequest,
        _ access: ProjectAccess
    ) async throws(ServiceError) -> HTTPResponse {
        try await explained { () async throws(ServiceError) in
            let query = try AudienceQuery(try request.object(), .aggregation, of: records)
            let parser = try await parser(access, try await view(access))
            let aggregated: AggregatedRows
            switch records {
            case .contacts:
                let (filter, wanted) = try await computed(access) { () throws(ServiceError) in
                    try parser.contacts(query.root, query.aggregations)
                }
                aggregated = try await audience.search.aggregateContacts(
                    wanted,
                    of: filter,
                    in: access.project,
                    by: access.token.id
                )
            case .events:
                let (filter, wanted) = try await computed(access) { () throws(ServiceError) in
                    try parser.events(query.root, query.aggregations)
                }
                aggregated = try await audience.search.aggregateEvents(
                    wanted,
                    of: filter,
                    in: access.project,
                    by: access.token.id
                )
            }
            return .document(capacity: 4096) { writer in
                writer.key("entities")
                writer.results(aggregated.results)
                writer.key("metadata")
                writer.object { $0.member("totalHits", aggregated.totalHits) }
            }
        }
    }

    /// The result of a closure that takes long, such as compiling patterns or writing large rows.
    ///
    /// It runs in turns with others, and not on the server's threads.
    func computed<Value: Sendable>(
        _ access: ProjectAccess,
        continuing: Bool = false,
        _ body: @escaping @Sendable () throws(ServiceError) -> Value
    ) async throws(ServiceError) -> Value {
        try await audience.compute(
            for: access.project,
            by: access.token.id,
            continuing: continuing
        ) { _ in
            do throws(ServiceError) { return .success(try body()) } catch { return .failure(error) }
        }
    }

    /// Answers an invalid query with its errors.
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

    /// Parses filters for a token.
    func parser(
        _ access: ProjectAccess,
        _ view: ContactView
    ) async throws(ServiceError) -> QueryParser {
        let catalogue = try await audience.catalogue.filterCatalogue(of: access.project.id)
        return QueryParser(catalogue, access, view)
    }
}
