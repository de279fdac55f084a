import Attributes
import Essentials
import JSONCoding

/// Conditions on the events of a contact.
extension FilterParser {
    mutating func eventCondition(
        _ node: NodeReader,
        depth: Int
    ) throws(FilterError) -> EventCondition {
        try node.allow(
            NodeReader.testMembers + [
                "occurrence", "where", "window", "count", "aggregate", "never",
            ]
        )
        var condition = EventCondition()
        var tests: [ConditionTree<EventTest>] = []
        if node["key"] != nil {
            let test = try eventTest(node, key: try node.text("key"), types: [])
            if case .leaf(.type(let types)) = test {
                condition.types = types
            } else {
                tests.append(test)
            }
        } else if node["operator"] != nil || node["values"] != nil {
            throw FilterError(.wrongShape, at: "\(node.path).key", Phrase.isRequired)
        }
        let types = condition.types.map { [$0] } ?? []
        if let json = node["where"] {
            let path = "\(node.path).where"
            tests.append(try eventNode(json, at: path, depth: depth + 1, types: types))
        }
        if let window = try window(node) { tests.append(window) }
        condition.test = tests.count == 1 ? tests[0] : .all(tests)
        if let json = node["occurrence"] {
            guard case .string(let name) = json,
                let occurrence = EventCondition.Occurrence(rawValue: name)
            else {
                throw FilterError(
                    .wrongValue,
                    at: "\(node.path).occurrence",
                    Phrase.mustBe("any, first or last")
                )
            }
            condition.occurrence = occurrence
        }
        condition.measure = try measure(node, types: types)
        return condition
    }

    mutating func sequence(
        _ node: NodeReader,
        depth: Int
    ) throws(FilterError) -> SequenceCondition {
        try node.allow(["type", "steps"])
        let elements = try node.array("steps")
        guard (2...FilterLimits.steps).contains(elements.count) else {
            throw FilterError(
                .wrongCount,
                at: "\(node.path).steps",
                Phrase.mustHave("2 to \(FilterLimits.steps) steps")
            )
        }
        var sequence = SequenceCondition([])
        for (index, (json, path)) in elements.enumerated() {
            let step = try begin(json, at: path, depth: depth + 1)
            try step.allow(NodeReader.testMembers + ["where", "window", "within", "absent"])
            sequence.steps.append(try self.step(step, depth: depth + 1, isFirst: index == 0))
            guard let json = step["absent"] else { continue }
            guard case .bool(let isAbsent) = json else {
                throw FilterError(.wrongValue, at: "\(path).absent", Phrase.mustBe("a boolean"))
            }
            guard isAbsent else { continue }
            guard index == elements.count - 1, step["within"] != nil else {
                throw FilterError(
                    .wrongShape,
                    at: "\(path).absent",
                    Phrase.notAllowed("except on the last step, together with within")
                )
            }
            sequence.lastIsAbsent = true
        }
        return sequence
    }

    private mutating func step(
        _ node: NodeReader,
        depth: Int,
        isFirst: Bool
    ) throws(FilterError) -> SequenceCondition.Step {
        var tests: [ConditionTree<EventTest>] = []
        var types: [ValueTest] = []
        if node["key"] != nil || node["where"] == nil {
            tests.append(try eventTest(node, key: try node.text("key"), types: []))
            if case .leaf(.type(let test)) = tests[0] { types = [test] }
        }
        if let json = node["where"] {
            let path = "\(node.path).where"
            tests.append(try eventNode(json, at: path, depth: depth + 1, types: types))
        }
        if let window = try window(node) { tests.append(window) }
        let test = tests.count == 1 ? tests[0] : .all(tests)
        guard node["within"] != nil else { return SequenceCondition.Step(test) }
        let path = "\(node.path).within"
        guard !isFirst else {
            throw FilterError(.wrongShape, at: path, Phrase.notAllowed("on the first step"))
        }
        let values = try node.array("within")
        guard values.count == 2, let span = ValueTestReader.span(values[0].0, values[1].0),
            span.amount > 0, let within = span.duration
        else {
            throw FilterError(
                .wrongValue,
                at: path,
                Phrase.mustBe(#"a number and its unit, from seconds to weeks, e.g. [2, "hours"]"#)
            )
        }
        return SequenceCondition.Step(test, within: within)
    }

    /// The `window` member: a test of the moment at which the event happened.
    private func window(_ node: NodeReader) throws(FilterError) -> ConditionTree<EventTest>? {
        guard let json = node["window"] else { return nil }
        let window = try NodeReader(json, at: "\(node.path).window")
        try window.allow(["operator", "values"])
        return try ValueTestReader(window).test(of: .datetime).map { .date($0) }
    }

    private func measure(
        _ node: NodeReader,
        types: [ValueTest]
    ) throws(FilterError) -> EventCondition.Measure {
        let present = ["count", "aggregate", "never"].filter { node[$0] != nil }
        guard present.count <= 1 else {
            throw FilterError(
                .wrongShape,
                at: "\(node.path).\(present[1])",
                Phrase.notAllowed("together with \(present[0])")
            )
        }
        let path = "\(node.path).\(present.first ?? "")"
        switch present.first {
        case "count":
            let count = try NodeReader(node["count"] ?? .null, at: path)
            try count.allow(["operator", "values"])
            return EventCondition.Measure(.count, try numberTest(count, of: .integer))
        case "aggregate":
            let aggregate = try NodeReader(node["aggregate"] ?? .null, at: path)
            try aggregate.allow(["function", "key", "operator", "values"])
            guard
                let function = EventCondition.Function(rawValue: try aggregate.text("function")),
                function != .count
            else {
                throw FilterError(
                    .wrongValue,
                    at: "\(path).function",
                    Phrase.mustBe("sum, avg, min or max")
                )
            }
            let key = try aggregate.text("key")
            let (name, types) = try parameter(key, at: "\(path).key", types: types)
            guard types.contains(where: \.isNumeric) else {
                throw FilterError(
                    .wrongOperator,
                    at: "\(path).key",
                    Phrase.mustBe("a numeric parameter")
                )
            }
            let test = try numberTest(aggregate, of: .decimal)
            return EventCondition.Measure(function, of: name, test)
        case "never":
            guard node["never"] == .bool(true) else {
                throw FilterError(.wrongValue, at: path, Phrase.mustBe("true, or left out"))
            }
            return EventCondition.Measure(.count, ValueTest(.integer, .equals, [.whole(0)]))
        default: return .happened
        }
    }

    private func numberTest(
        _ node: NodeReader,
        of type: DataType
    ) throws(FilterError) -> ValueTest {
        guard case .leaf(let test) = try ValueTestReader(node).test(of: type),
            test.comparison != .exists
        else {
            throw FilterError(
                .wrongOperator,
                at: "\(node.path).operator",
                Phrase.mustBe("equals, in, gt, gte, lt, lte, between, or the negation of one")
            )
        }
        return test
    }
}
