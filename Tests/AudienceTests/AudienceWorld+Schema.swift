import AccountsModel
import Attributes
import Audience
import AudienceModel
import Essentials
import Filters
import JSONCoding

extension AudienceWorld {
    @discardableResult
    func set(_ key: CatalogueEntry.Key, _ patch: SchemaPatch) async throws -> Bool {
        clock.advance(by: .milliseconds(1))
        return try await service.schema.set(key, patch, in: project, by: "test")
    }

    func retype(
        _ key: CatalogueEntry.Key,
        to type: String,
        isForced: Bool = false
    ) async throws {
        var patch = SchemaPatch()
        patch.dataType = type
        patch.isForced = isForced
        try await set(key, patch)
    }

    func remove(_ key: CatalogueEntry.Key) async throws {
        clock.advance(by: .milliseconds(1))
        try await service.schema.remove(key, in: project, by: "test", .sync)
    }

    func removeIfKnown(_ key: CatalogueEntry.Key) async throws {
        try await tolerating { try await remove(key) }
    }

    func attribute(_ uid: String) async throws -> CatalogueAttribute? {
        try await service.catalogue.attributes(of: project.id).first { $0.definition.uid == uid }
    }

    func value(_ attribute: String, of userID: String) async throws -> AttributeValue? {
        try await contact(userID)?.values[attribute]
    }

    /// The user ids of the contacts whose attribute equals a text.
    func found(_ attribute: String, equals text: String) async throws -> [String] {
        var writer = JSONWriter()
        writer.string(text)
        let value = String(decoding: writer.bytes, as: UTF8.self)
        let page = try await service.search.searchContacts(
            try await filter(
                "{\"type\":\"attribute_condition\",\"key\":\"\(attribute)\","
                    + "\"operator\":\"equals\",\"values\":[\(value)]}"
            ),
            AudiencePaging(limit: 50),
            in: project
        )
        return page.rows.flatMap { $0.members.map(\.userID) }.sorted()
    }

    /// Sends sales of U1, each with an id and the JSON of its amount.
    func sell(_ sales: [(String, String)], _ source: DataSource) async throws {
        let events = sales.map { id, amount in
            """
            {"_user_id":"U1","_event_id":"\(id)","_event_type":"sale",
            "_event_parameters":{"amount":\(amount)}}
            """
        }
        try await sendEvents("[\(events.joined(separator: ","))]", to: source)
    }

    /// The sum of a parameter over the events of a type.
    func sum(_ parameter: String, of type: String) async throws -> Double? {
        let filter = try await eventFilter(
            "{\"type\":\"event_condition\",\"key\":\"event-type\",\"operator\":\"equals\","
                + "\"values\":[\"\(type)\"]}"
        )
        let wanted = try Aggregation.parse(
            JSONDocument.parse(
                Array("{\"s\":{\"type\":\"sum\",\"key\":\"parameters.\(parameter)\"}}".utf8)
            ),
            over: .events,
            of: filter,
            catalogue: try await service.catalogue.filterCatalogue(of: project.id)
        )
        let rows = try await service.search.aggregateEvents(wanted, of: filter, in: project)
        guard case .value(.decimal(let sum)?)? = rows.results.first?.outcome else { return nil }
        return sum
    }
}
