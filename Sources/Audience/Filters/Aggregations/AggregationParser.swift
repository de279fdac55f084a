public import Attributes
import Essentials
public import JSONCoding

extension Aggregation {
    /// Reads the `aggregations` member of a request.
    ///
    /// - Parameters:
    ///   - json: an object of aggregations by name.
    ///   - target: what is aggregated.
    ///   - filter: of events, selects those that are aggregated; their types determine the types of
    ///     parameters.
    ///   - catalogue: the attributes and event types that they may use.
    /// - Returns: the aggregations in order.
    /// - Throws: ``FilterError`` that names the wrong member.
    public static func parse(
        _ json: JSONValue?,
        over target: RecordKind,
        of filter: EventFilter = .everything,
        catalogue: FilterCatalogue
    ) throws(FilterError) -> [Aggregation] {
        var parser = AggregationParser(target: target, types: filter.types, catalogue: catalogue)
        return try parser.aggregations(json ?? .null, at: "aggregations", depth: 1)
    }
}

private struct AggregationParser {
    let target: RecordKind
    let types: [ValueTest]
    let catalogue: FilterCatalogue
    var count = 0

    mutating func aggregations(
        _ json: JSONValue,
        at path: String,
        depth: Int
    ) throws(FilterError) -> [Aggregation] {
        guard case .object(let object) = json else {
            throw FilterError(
                .wrongShape,
                at: path,
                Phrase.mustBe("an object of aggregations by name")
            )
        }
        guard depth <= Aggregation.Limits.depth else {
            throw FilterError(
                .tooDeep,
                at: path,
                Phrase.mustBe("nested at most \(Aggregation.Limits.depth) deep")
            )
        }
        var aggregations: [Aggregation] = []
        for member in object.members {
            guard AttributeName.isValid(member.name),
                !aggregations.contains(where: { $0.name == member.name })
            else {
                throw FilterError(
                    .wrongValue,
                    at: path,
                    Phrase.mustHave("names of letters, digits, _ and -, each once")
                )
            }
            count += 1
            guard count <= Aggregation.Limits.aggregations else {
                throw FilterError(
                    .tooLarge,
                    at: path,
                    Phrase.mustHave("at most \(Aggregation.Limits.aggregations) aggregations")
                )
            }
            let node = try NodeReader(member.value, at: "\(path).\(member.name)")
            aggregations.append(try aggregation(member.name, node, depth: depth))
        }
        return aggregations
    }

    private mutating func aggregation(
        _ name: String,
        _ node: NodeReader,
        depth: Int
    ) throws(FilterError) -> Aggregation {
        let kind = try kind(node)
        try node.allow(
            ["type", "key"] + kind.options + (kind.hasBuckets ? ["aggregations"] : [])
        )
        var aggregation = Aggregation(name, kind)
        if kind != .count || node["key"] != nil {
            aggregation.key = try key(try node.text("key"), for: kind, node)
        }
        if let json = node["aggregations"] {
            aggregation.children = try aggregations(
                json,
                at: "\(node.path).aggregations",
                depth: depth + 1
            )
        }
        return aggregation
    }

    private func kind(_ node: NodeReader) throws(FilterError) -> Aggregation.Kind {
        switch try node.text("type") {
        case "count": return .count
        case "sum": return .sum
        case "avg": return .average
        case "min": return .minimum
        case "max": return .maximum
        case "cardinality": return .cardinality
        case "percentiles":
            let numbers = try numbers(node, "percents") ?? [1, 5, 25, 50, 75, 95, 99]
            guard (1...Aggregation.Limits.percents).contains(numbers.count),
                numbers.allSatisfy({ (0...100).contains($0) })
            else { throw wrong(node, "percents", Phrase.mustBe("1 to 20 numbers from 0 to 100")) }
            return .percentiles(numbers)
        case "terms":
            let size = try number(node, "size") ?? 10
            guard let size = Int(exactly: size), (1...Aggregation.Limits.terms).contains(size)
            else { throw wrong(node, "size", Phrase.mustBe("a whole number from 1 to 1000")) }
            return .terms(size: size)
        case "histogram":
            guard let interval = try number(node, "interval"), interval > 0 else {
                throw wrong(node, "interval", Phrase.mustBe("a number above 0"))
            }
            return .histogram(interval: interval)
        case "date-histogram":
            guard let unit = Aggregation.CalendarUnit(rawValue: try node.text("interval")) else {
                throw wrong(
                    node,
                    "interval",
                    Phrase.mustBe("hour, day, week, month, quarter or year")
                )
            }
            return .dateHistogram(unit)
        default:
            throw FilterError(
                .unknownType,
                at: "\(node.path).type",
                """
                Should be count, sum, avg, min, max, cardinality, percentiles, terms, histogram or \
                date-histogram
                """
            )
        }
    }

    private func key(
        _ name: String,
        for kind: Aggregation.Kind,
        _ node: NodeReader
    ) throws(FilterError) -> Aggregation.Key {
        let key = try key(name, for: kind, at: "\(node.path).key")
        guard kind.fits(key.type) else {
            throw FilterError(
                .wrongOperator,
                at: "\(node.path).type",
                Phrase.mustBe("an aggregation for the type \(key.type.rawValue)")
            )
        }
        return key
    }

    private func key(
        _ name: String,
        for kind: Aggregation.Kind,
        at path: String
    ) throws(FilterError) -> Aggregation.Key {
        switch (target, name) {
        case (.contacts, _):
            guard let definition = catalogue.attributes[name] else {
                throw FilterError(
                    .unknownKey,
                    at: path,
                    "The project has no attribute of this name"
                )
            }
            return .attribute(name, definition.dataType)
        case (.events, "event-type"): return .eventType
        case (.events, "event-date"): return .eventDate
        case (.events, "created-at"): return .created
        case (.events, _):
            let parser = FilterParser(catalogue: catalogue)
            let (parameter, found) = try parser.parameter(name, at: path, types: types)
            return .parameter(parameter, kind.chosen(among: found))
        }
    }

    private func number(_ node: NodeReader, _ name: String) throws(FilterError) -> Double? {
        guard let json = node[name] else { return nil }
        guard let number = ValueCoercion().decimalNumber(json) else {
            throw wrong(node, name, Phrase.mustBe("a number"))
        }
        return number
    }

    private func numbers(_ node: NodeReader, _ name: String) throws(FilterError) -> [Double]? {
        guard node[name] != nil else { return nil }
        var numbers: [Double] = []
        for (json, _) in try node.array(name) {
            guard let number = ValueCoercion().decimalNumber(json) else {
                throw wrong(node, name, Phrase.mustBe("numbers"))
            }
            numbers.append(number)
        }
        return numbers
    }

    private func wrong(_ node: NodeReader, _ name: String, _ message: String) -> FilterError {
        FilterError(.wrongValue, at: "\(node.path).\(name)", message)
    }
}

extension Aggregation.Kind {
    fileprivate var options: [String] {
        switch self {
        case .percentiles: ["percents"]
        case .terms: ["size"]
        case .histogram, .dateHistogram: ["interval"]
        case .count, .sum, .average, .minimum, .maximum, .cardinality: []
        }
    }

    fileprivate var hasBuckets: Bool {
        switch self {
        case .terms, .histogram, .dateHistogram: true
        case .count, .sum, .average, .minimum, .maximum, .cardinality, .percentiles: false
        }
    }

    /// The types of a parameter that are aggregated together; values of others are none.
    fileprivate func chosen(among types: [DataType]) -> [DataType] {
        let fitting = types.filter(fits)
        switch self {
        case .count, .cardinality, .terms: return fitting.isEmpty ? types : fitting
        case .sum, .average, .minimum, .maximum, .percentiles, .histogram, .dateHistogram:
            let numbers = fitting.filter(\.isNumeric)
            if !numbers.isEmpty { return numbers }
            // Days and moments cannot be compared: there are more moments than days.
            return fitting.contains(.datetime) ? [.datetime] : fitting.isEmpty ? types : fitting
        }
    }

    fileprivate func fits(_ type: DataType) -> Bool {
        let isTime = type == .date || type == .datetime
        return switch self {
        case .count: true
        case .sum, .average, .percentiles, .histogram: type.isNumeric
        case .minimum, .maximum: type.isNumeric || isTime
        case .cardinality, .terms: type != .payload && type != .coordinates
        case .dateHistogram: isTime
        }
    }
}
