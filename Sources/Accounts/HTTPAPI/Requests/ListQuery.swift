public import Essentials
public import HTTPServer
import JSONCoding

/// The query language of lists: `_start`, `_limit`, `_sort`, `field_operator` and `_q`.
///
/// `?status_eq=active&_sort=name:asc&_start=0&_limit=20` is equivalent to `_q` with the JSON
/// `{"filter":[{"field":"status","operator":"eq","value":"active"}],"sort":[["name","asc"]],
/// "paging":{"start":0,"limit":20}}`. With `_q` the other parameters are ignored.
public struct ListQuery: Hashable, Sendable {
    /// The largest page size, and the default.
    public static let (largestLimit, standardLimit) = (100, 50)
    /// The most conditions of a query, and the most values of a condition.
    static let (mostConditions, mostValues) = (50, 1000)

    /// How a field is compared.
    public enum Operator: String, Sendable, CaseIterable {
        case eq, ne, `in`, nin, gt, gte, lt, lte, like

        /// All operators, for error messages.
        fileprivate static let names = allCases.map(\.rawValue).joined(separator: ", ")
    }

    /// One comparison; `in` and `nin` have several values, the others have one.
    public struct Condition: Hashable, Sendable {
        /// The field.
        public let field: String
        /// The comparison.
        public let comparison: Operator
        /// What it is compared with.
        public let values: [String]
    }

    /// The conditions, all of which an item must meet.
    public private(set) var conditions: [Condition] = []
    /// The fields to sort by, the most important one first.
    public private(set) var sorting: [Sorting] = []
    /// How many items to skip.
    public private(set) var start = 0
    /// The most items to return.
    public private(set) var limit = ListQuery.standardLimit

    /// A field to sort by.
    public struct Sorting: Hashable, Sendable {
        /// The field.
        public let field: String
        /// Whether the order is ascending.
        public let isAscending: Bool
    }

    /// Reads the query of a request, or throws ``ServiceError/invalid(_:)``.
    ///
    /// A parameter that is neither part of the language nor among `others` is an error: otherwise a
    /// misspelled condition would be ignored, and all items returned.
    public init(
        _ request: HTTPRequest,
        others: Set<String> = ["access_token"]
    ) throws(ServiceError) {
        if let text = request.queryValue("_q") {
            try read(json: text)
        } else {
            for item in request.query where !others.contains(item.name) { try read(item) }
        }
        guard conditions.count <= ListQuery.mostConditions,
            conditions.allSatisfy({ (1...ListQuery.mostValues).contains($0.values.count) })
        else {
            throw ListQuery.refused(
                "_q",
                Phrase.mustHave(
                    "at most \(ListQuery.mostConditions) conditions of 1 to"
                        + " \(ListQuery.mostValues) values"
                )
            )
        }
    }

    static func refused(_ field: String, _ reason: String) -> ServiceError {
        .invalid([FieldError(String(field.prefix(128)), reason)])
    }

    // MARK: Parameters

    private mutating func read(_ item: QueryItem) throws(ServiceError) {
        switch item.name {
        case "_start": start = try ListQuery.number(item.value, "_start", 0...1_000_000)
        case "_limit": limit = try ListQuery.number(item.value, "_limit", 1...Self.largestLimit)
        case "_sort":
            let parts = (item.value ?? "").split(separator: ":", omittingEmptySubsequences: false)
            try sort(String(parts[0]), parts.count > 1 ? String(parts[1]) : "asc")
        default:
            guard !item.name.hasPrefix("_"), let place = item.name.lastIndex(of: "_"),
                let comparison = Operator(
                    rawValue: String(item.name[item.name.index(after: place)...])
                )
            else {
                throw ListQuery.refused(
                    item.name,
                    Phrase.mustBe(
                        "_start, _limit, _sort, _q, or a field, _ and one of \(Operator.names)"
                    )
                )
            }
            let text = item.value ?? ""
            let isList = comparison == .in || comparison == .nin
            let values = isList ? text.split(separator: ",").map(String.init) : [text]
            let field = String(item.name[..<place])
            conditions.append(Condition(field: field, comparison: comparison, values: values))
        }
    }

    private static func number(
        _ text: String?,
        _ name: String,
        _ range: ClosedRange<Int>
    ) throws(ServiceError) -> Int {
        guard let text, let number = Int(text), range.contains(number) else {
            throw .invalid([
                FieldError(name, Phrase.mustBe(range))
            ])
        }
        return number
    }

    private mutating func sort(_ field: String, _ order: String) throws(ServiceError) {
        guard order == "asc" || order == "desc" else {
            throw ListQuery.refused(
                "_sort",
                Phrase.mustBe("a field, a colon, and asc or desc, e.g. name:asc")
            )
        }
        guard sorting.count < 10 else {
            throw ListQuery.refused("_sort", Phrase.mustHave("at most 10 fields"))
        }
        sorting.append(Sorting(field: field, isAscending: order == "asc"))
    }

    // MARK: JSON

    private mutating func read(json text: String) throws(ServiceError) {
        let value: JSONValue
        do throws(JSONError) { value = try JSONDocument.parse(Array(text.utf8)) } catch {
            throw ListQuery.refused("_q", Phrase.mustBe("a JSON object"))
        }
        guard case .object(let object) = value else {
            throw ListQuery.refused("_q", Phrase.mustBe("a JSON object"))
        }
        for member in object.members {
            switch (member.name, member.value) {
            case (_, .null): break
            case ("filter", .array(let elements)):
                for element in elements { conditions.append(try ListQuery.condition(element)) }
            case ("sort", .array(let elements)):
                for element in elements {
                    guard case .array(let pair) = element, pair.count == 2,
                        case .string(let field) = pair[0], case .string(let order) = pair[1]
                    else {
                        throw ListQuery.refused(
                            "_q.sort",
                            Phrase.mustBe(#"pairs, e.g. ["name","asc"]"#)
                        )
                    }
                    try sort(field, order)
                }
            case ("paging", .object(let paging)): try read(paging)
            // Some clients send an empty group with every query.
            case ("group", .array(let elements)) where elements.isEmpty: break
            case ("group", .object(let group)) where group.members.isEmpty: break
            case ("group", _): throw ListQuery.refused("_q.group", Phrase.mustBe("empty"))
            case ("filter", _), ("sort", _):
                throw ListQuery.refused("_q.\(member.name)", Phrase.mustBe("an array"))
            case ("paging", _): throw ListQuery.refused("_q.paging", Phrase.mustBe("an object"))
            default:
                throw ListQuery.refused(
                    "_q.\(member.name)",
                    Phrase.unknown("field", expected: ["filter", "sort", "paging"])
                )
            }
        }
    }

    private mutating func read(_ paging: JSONObject) throws(ServiceError) {
        if let json = paging["start"], !json.isNull {
            start = try ListQuery.number(json.wholeNumber, "_q.paging.start", 0...1_000_000)
        }
        if let json = paging["limit"], !json.isNull {
            let most = ListQuery.largestLimit
            limit = try ListQuery.number(json.wholeNumber, "_q.paging.limit", 1...most)
        }
    }

    private static func condition(_ value: JSONValue) throws(ServiceError) -> Condition {
        guard case .object(let object) = value, case .string(let field)? = object["field"],
            case .string(let word)? = object["operator"], let comparison = Operator(rawValue: word)
        else {
            throw refused(
                "_q.filter",
                Phrase.mustBe("objects with field, value and operator, one of \(Operator.names)")
            )
        }
        let values: [JSONValue] =
            switch object["value"] {
            case .array(let elements): elements
            case let value?: [value]
            case nil: []
            }
        var texts: [String] = []
        for value in values {
            switch value {
            case .string(let text): texts.append(text)
            case .integer(let number): texts.append("\(number)")
            case .number(let number): texts.append("\(number)")
            case .bool(let flag): texts.append(flag ? "true" : "false")
            default:
                throw refused(
                    "_q.filter",
                    Phrase.mustHave("strings, numbers or booleans as values")
                )
            }
        }
        return Condition(field: field, comparison: comparison, values: texts)
    }
}

extension JSONValue {
    /// The digits of an integer; nil for anything else.
    fileprivate var wholeNumber: String? {
        if case .integer(let number) = self { "\(number)" } else { nil }
    }
}
