import AccountsModel
import Attributes
import Audience
import AudienceModel
import AudienceViews
import Essentials
import Filters
import HTTPAPI
import JSONCoding

/// Parses the filters and aggregations of a request, and refuses those that read values hidden
/// from the token: otherwise a hidden value could be found by searching, sorting or counting.
///
/// The services take parsed filters instead of JSON, so a filter is parsed once per request.
struct QueryParser {
    private let catalogue: FilterCatalogue
    private let access: ProjectAccess
    private let view: ContactView

    init(_ catalogue: FilterCatalogue, _ access: ProjectAccess, _ view: ContactView) {
        self.catalogue = catalogue
        self.access = access
        self.view = view
    }

    /// A filter of contacts; `names` are attributes that the response sorts by or shows.
    func contacts(
        _ root: JSONValue?,
        showing names: [String] = []
    ) throws(ServiceError) -> Filter {
        let filter = try parsed { () throws(FilterError) in try Filter(root, catalogue: catalogue) }
        try check(attributes: filter.attributes.union(names), events: filter.readsEvents)
        return filter
    }

    /// A filter of contacts, and aggregations over them.
    func contacts(
        _ root: JSONValue?,
        _ aggregations: JSONObject
    ) throws(ServiceError) -> (Filter, [Aggregation]) {
        let filter = try parsed { () throws(FilterError) in try Filter(root, catalogue: catalogue) }
        let wanted = try self.aggregations(aggregations, over: .contacts)
        let attributes = wanted.reduce(filter.attributes) { $0.union($1.attributes) }
        try check(attributes: attributes, events: filter.readsEvents)
        return (filter, wanted)
    }

    /// A filter of events.
    func events(_ root: JSONValue?) throws(ServiceError) -> EventFilter {
        let filter = try parsed { () throws(FilterError) in
            try EventFilter(root, catalogue: catalogue)
        }
        try check(attributes: [], events: true)
        return filter
    }

    /// A filter of events, and aggregations over them.
    func events(
        _ root: JSONValue?,
        _ aggregations: JSONObject
    ) throws(ServiceError) -> (EventFilter, [Aggregation]) {
        let filter = try parsed { () throws(FilterError) in
            try EventFilter(root, catalogue: catalogue)
        }
        let wanted = try self.aggregations(aggregations, over: .events, of: filter)
        try check(attributes: [], events: true)
        return (filter, wanted)
    }

    private func aggregations(
        _ json: JSONObject,
        over target: RecordKind,
        of filter: EventFilter = .everything
    ) throws(ServiceError) -> [Aggregation] {
        try parsed { () throws(FilterError) in
            try Aggregation.parse(
                .object(json),
                over: target,
                of: filter,
                catalogue: catalogue
            )
        }
    }

    private func parsed<Value>(
        _ parse: () throws(FilterError) -> Value
    ) throws(ServiceError) -> Value {
        do throws(FilterError) {
            return try parse()
        } catch {
            throw ServiceError(error)
        }
    }

    private func check(attributes: Set<String>, events: Bool) throws(ServiceError) {
        if events { try access.require(.audienceDataEvents) }
        if let name = attributes.sorted().first(where: view.hides) {
            throw .forbidden("The token's level of privacy does not include \(name)")
        }
    }
}
