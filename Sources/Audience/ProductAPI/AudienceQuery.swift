import Attributes
import Audience
import AudienceModel
import Essentials
import HTTPAPI
import JSONCoding

/// The body of a search, a scroll or an aggregation.
struct AudienceQuery {
    /// The filter; nil matches everything.
    let root: JSONValue?
    let paging: AudiencePaging
    /// The aggregations; empty for a search or scroll.
    let aggregations: JSONObject

    /// The kind of request, which decides the members of the body.
    enum Kind {
        case search
        case scroll
        case aggregation
    }

    /// The default number of rows.
    private static let standardLimit = 50
    /// Search and scroll share the shape of the body, so each accepts the other's member when it is
    /// empty; an aggregation accepts and ignores all of them.
    private static let pagingMembers = [
        "root", "sortField", "sortAsc", "limit", "offset", "cursor",
    ]

    init(_ object: JSONObject, _ kind: Kind, of records: RecordKind) throws(ServiceError) {
        var fields = RequestFields(object)
        root = object["root"]
        switch kind {
        case .search, .scroll:
            paging = AudienceQuery.paging(kind, of: records, &fields)
            aggregations = JSONObject([])
            fields.refuseOthers(than: AudienceQuery.pagingMembers)
        case .aggregation:
            paging = AudiencePaging(limit: AudienceQuery.standardLimit)
            if case .object(let wanted)? = object["aggregations"] {
                aggregations = wanted
            } else {
                aggregations = JSONObject([])
                fields.refuse("aggregations", Phrase.mustBe("an object"))
            }
            fields.refuseOthers(than: AudienceQuery.pagingMembers + ["aggregations"])
        }
        try fields.check()
    }

    /// Clients send empty strings for blank inputs; the service checks the ranges.
    private static func paging(
        _ kind: Kind,
        of records: RecordKind,
        _ fields: inout RequestFields
    ) -> AudiencePaging {
        let all = Int.min...Int.max
        let sortField = fields.text("sortField") ?? ""
        let cursor = fields.text("cursor") ?? ""
        let offset = fields.integer("offset", in: all) ?? 0
        if kind == .search, !cursor.isEmpty {
            fields.refuse("cursor", Phrase.notAllowed("in a search; use offset"))
        }
        if kind == .scroll, offset != 0 {
            fields.refuse("offset", Phrase.notAllowed("in a scroll; use cursor"))
        }
        return AudiencePaging(
            sortField: sortField.isEmpty ? nil : sortField,
            // Events are scrolled in the order of arrival by default.
            isAscending: fields.flag("sortAsc") ?? (kind == .scroll && records == .events),
            limit: fields.integer("limit", in: all) ?? standardLimit,
            offset: offset,
            cursor: cursor.isEmpty ? nil : cursor
        )
    }
}
