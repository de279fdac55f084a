package import Essentials
package import JSONCoding

/// Random filters, as JSON.
package struct RandomFilter {
    package var generator: SeededGenerator

    package init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    package mutating func root() -> JSONValue { node(depth: 0) }

    package mutating func events() -> JSONValue { chance(3) ? sequence() : eventCondition() }

    package mutating func eventRoot() -> JSONValue { eventNode(depth: 0) }

    // MARK: Nodes

    private mutating func node(depth: Int) -> JSONValue {
        switch Int.random(in: 0..<10, using: &generator) {
        case 0..<4 where depth < 4: group { $0.node(depth: depth + 1) }
        case 4, 5: eventCondition()
        case 6: sequence()
        default: attributeCondition()
        }
    }

    private mutating func group(_ child: (inout RandomFilter) -> JSONValue) -> JSONValue {
        let children = (0..<Int.random(in: 0..<4, using: &generator)).map { _ in child(&self) }
        let join = pick(["and", "and", "or", "not"])
        return ["type": "group", "join": .string(join), "children": .array(children)]
    }

    private mutating func attributeCondition() -> JSONValue {
        let (key, type) = pick([
            ("name", "text"), ("note", "text"), ("tags", "text"), ("scores", "number"),
            ("age", "number"), ("points", "number"), ("vip", "bool"), ("born", "date"),
            ("seen", "datetime"), ("home", "point"), ("blob", "payload"),
        ])
        return .object([("type", "attribute_condition"), ("key", .string(key))] + test(type))
    }

    private mutating func eventCondition() -> JSONValue {
        var members: [(String, JSONValue)] = [("type", "event_condition")]
        if chance(5) { members += typeTest() }
        if chance(3) { members.append(("where", eventNode(depth: 2))) }
        if chance(3) { members.append(("window", .object(test("datetime")))) }
        if chance(2) {
            members.append(("occurrence", .string(pick(["any", "first", "last"]))))
        }
        switch Int.random(in: 0..<5, using: &generator) {
        case 0: members.append(("never", true))
        case 1: members.append(("count", .object(comparison([0, 1, 1, 2, 3]))))
        case 2, 3:
            var aggregate: [(String, JSONValue)] = [
                ("function", .string(pick(["sum", "avg", "min", "max"]))),
                (
                    "key",
                    .string("parameters." + pick(["amount", "pieces", "sizes", "prices"]))
                ),
            ]
            aggregate += comparison([0.005, 1.005, 5.005, 30.005, 60.005, -1.005])
            members.append(("aggregate", .object(aggregate)))
        default: break
        }
        return .object(members)
    }

    private mutating func sequence() -> JSONValue {
        let count = Int.random(in: 2...4, using: &generator)
        let isAbsent = chance(3)
        let steps = (0..<count).map { index -> JSONValue in
            var members = typeTest()
            if chance(2) { members.append(("where", eventNode(depth: 3))) }
            let isLastAbsent = isAbsent && index == count - 1
            if isLastAbsent || index > 0 && chance(5) {
                let amount = Int64.random(in: 1...40, using: &generator)
                members.append(("within", [.integer(amount), .string(pick(["hours", "d", "w"]))]))
            }
            if isLastAbsent { members.append(("absent", true)) }
            return .object(members)
        }
        return ["type": "event_sequence", "steps": .array(steps)]
    }

    private mutating func eventNode(depth: Int) -> JSONValue {
        if depth < 4, chance(4) { return group { $0.eventNode(depth: depth + 1) } }
        if chance(2) { return .object([("type", "event_condition")] + typeTest()) }
        let (key, type) = pick([
            ("event-date", "datetime"), ("created-at", "datetime"), ("parameters.amount", "number"),
            ("parameters.pieces", "number"), ("parameters.sizes", "number"),
            ("parameters.label", "text"),
            ("parameters.labels", "text"), ("parameters.due", "date"),
        ])
        return .object([("type", "event_condition"), ("key", .string(key))] + test(type))
    }

    // MARK: Tests

    private mutating func typeTest() -> [(String, JSONValue)] {
        let types: [JSONValue] = ["buy", "view", "visit"]
        let values = Array(types.shuffled(using: &generator).prefix(chance(3) ? 2 : 1))
        let name = pick(["equals", "in", "matches-string", "not-in", "starts-with"])
        return [("key", "event-type"), ("operator", .string(name)), ("values", .array(values))]
    }

    private mutating func test(_ type: String) -> [(String, JSONValue)] {
        if chance(1) {
            return named(pick(["exists", "not-exists", "is-empty", "is-not-empty"]), [])
        }
        switch type {
        case "text": return text()
        case "number":
            return chance(3) ? equality([1, 2, 2.5, 0, 7, "3"]) : comparison([1, 2.5, 5, 0])
        case "bool": return equality([true, false, "1", 0])
        case "date", "datetime": return time(isMoment: type == "datetime")
        case "point":
            let distance = Double.random(in: 1...200, using: &generator)
            return named(pick(["near", "not-near"]), [41.38, 2.17, .number(distance)])
        default: return named("exists", [])
        }
    }

    private mutating func text() -> [(String, JSONValue)] {
        let words = FilterWorld.names + FilterWorld.tags + ["an", "calle", "é", "zoe", "A", "7"]
        let values = (0..<Int.random(in: 1...3, using: &generator))
            .map { _ in JSONValue.string(pick(words)) }
        var members: [(String, JSONValue)]
        switch Int.random(in: 0..<6, using: &generator) {
        case 0: members = equality(values)
        case 1:
            let pattern = pick(["^a", "o[sz]", "a$", "^.{4}$", "e+", "an(a|b)", "calle.*7"])
            members = named(pick(["matches-regex", "not-matches-regex"]), [.string(pattern)])
        case 2: members = named(pick(["all-of", "not-all-of"]), values)
        default:
            let name = pick(["contains", "starts-with", "ends-with", "matches-string"])
            members = named((chance(3) ? "not-" : "") + name, values)
        }
        if chance(2) { members.append(("ignoreCase", .bool(Bool.random(using: &generator)))) }
        if chance(2) { members.append(("ignoreAccents", .bool(Bool.random(using: &generator)))) }
        return members
    }

    private mutating func equality(_ values: [JSONValue]) -> [(String, JSONValue)] {
        let count = Int.random(in: 1...values.count, using: &generator)
        let chosen = Array(values.shuffled(using: &generator).prefix(count))
        return named(
            pick(["equals", "not-equals", "in", "not-in", "any-of", "none-of", "matches-string"]),
            chosen
        )
    }

    private mutating func comparison(_ values: [JSONValue]) -> [(String, JSONValue)] {
        if chance(2) {
            return named(pick(["between", "not-between"]), [pick(values), pick(values)])
        }
        return named(pick(["gt", "gte", "lt", "lte", "not-gt", "not-lte"]), [pick(values)])
    }

    private mutating func time(isMoment: Bool) -> [(String, JSONValue)] {
        let moments: [JSONValue] = [
            "2026-03-02", "2026-02-28", "2025-12-31", "now", "today", "now-3d", "now+12h",
            "today-1M",
            "today+1y", "now-2w", "2026-03-01T09:30:00Z", "2026-03-01T10:00:00+02:00",
            "2026-03-02T09:00:00", "now-90m",
        ]
        switch Int.random(in: 0..<5, using: &generator) {
        case 0:
            let amount = Int64.random(in: 0...50, using: &generator)
            let unit = pick(["hours", "days", "d", "weeks", "month", "m"])
            let name = pick(["in-last", "in-next", "not-in-last", "not-in-next"])
            return named(name, [.integer(amount), .string(unit)])
        case 1:
            switch Int.random(in: 0..<6, using: &generator) {
            case 0: return named("anniversary", [])
            case 1: return named("anniversary", [-5, 30])
            case 2: return named("month-in", [2, 3, 12])
            case 3: return named("weekday-in", [1, 6, 7])
            case 4: return named("year-in", [2025])
            default:
                return isMoment ? named("hour-in", [0, 9, 10, 23]) : named("day-in", [1, 2, 28])
            }
        case 2: return equality(moments)
        default:
            if chance(2) { return named(pick(["before", "after"]), [pick(moments)]) }
            return comparison(moments)
        }
    }

    private func named(_ name: String, _ values: [JSONValue]) -> [(String, JSONValue)] {
        [("operator", .string(name)), ("values", .array(values))]
    }

    private mutating func chance(_ tenths: Int) -> Bool {
        Int.random(in: 0..<10, using: &generator) < tenths
    }

    private mutating func pick<Value>(_ values: [Value]) -> Value {
        values[Int.random(in: 0..<values.count, using: &generator)]
    }
}
