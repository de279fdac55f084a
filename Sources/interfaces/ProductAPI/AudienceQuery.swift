import Domain
import HTTPAPI
import JSONCoding

/// The body of a search, a scroll or an aggregation.
struct AudienceQuery {
    /// The filter; nil finds everything.
    let root: JSONValue?
    let paging: AudiencePaging
    let aggregations: JSONObject?

    /// Rows of an answer unless the request says otherwise.
    private static let standardLimit = 50

    init(_ object: JSONObject, aggregates: Bool) throws(DomainError) {
        var fields = RequestFields(object)
        root = object["root"]
        paging = AudiencePaging(
            sortField: fields.text("sortField"),
            isAscending: fields.flag("sortAsc") ?? false,
            limit: fields.integer("limit", in: 0...Int.max) ?? AudienceQuery.standardLimit,
            offset: fields.integer("offset", in: 0...Int.max) ?? 0,
            cursor: fields.text("cursor")
        )
        switch object["aggregations"] {
        case .object(let wanted) where aggregates: aggregations = wanted
        case _ where aggregates:
            aggregations = nil
            fields.refuse("aggregations", "Must be an object")
        default: aggregations = nil
        }
        try fields.check()
    }
}
