import Attributes
package import Essentials
package import Filters
package import Foundation
package import JSONCoding

/// A second implementation of filters, straight from the JSON, slow and with Foundation.
package struct FilterOracle {
    package let now: Timestamp
    package let zone: TimeZone

    package init(now: Timestamp, zone: TimeZone) {
        self.now = now
        self.zone = zone
    }

    package func matches(_ json: JSONValue, _ person: FilterWorld.Person) -> Bool {
        let node = Node(json)
        switch node.text("type") {
        case "group": return group(node) { matches($0, person) }
        case "attribute_condition": return test(node, person.values[node.text("key")])
        case "event_condition": return events(node, person)
        default: return sequence(node, person)
        }
    }

    package func matches(_ json: JSONValue, _ event: EventFacts) -> Bool {
        let node = Node(json)
        guard node.text("type") == "group" else { return matchesKey(node, event) }
        return group(node) { matches($0, event) }
    }

    private func group(_ node: Node, _ holds: (JSONValue) -> Bool) -> Bool {
        let results = node.array("children").map(holds)
        return switch node.text("join") {
        case "and": !results.contains(false)
        case "or": results.contains(true)
        default: !results.contains(true)
        }
    }

    // MARK: Values

    func test(_ node: Node, _ value: AttributeValue?) -> Bool {
        let elements = value?.elements ?? []
        var name = node.text("operator")
        switch name {
        case "is-empty": return elements.isEmpty
        case "is-not-empty": return !elements.isEmpty
        default: break
        }
        let isNegated = name.hasPrefix("not-") || name == "none-of"
        if name.hasPrefix("not-") { name = String(name.dropFirst(4)) }
        let holds: Bool
        if name == "all-of" {
            holds = node.array("values").allSatisfy { wanted in
                elements.contains { one("equals", $0, [wanted], node) }
            }
        } else {
            holds = elements.contains { one(name, $0, node.array("values"), node) }
        }
        return holds != isNegated
    }

    private func one(
        _ name: String,
        _ value: AttributeValue,
        _ values: [JSONValue],
        _ node: Node
    ) -> Bool {
        if name == "exists" { return true }
        switch value {
        case .text(let text): return self.text(name, text, values, node)
        case .integer(let number): return self.number(name, Double(number), values)
        case .decimal(let number): return self.number(name, number, values)
        case .bool(let flag):
            return values.contains { flag == ($0 == true || $0 == "1" || $0 == 1) }
        case .date(let date):
            return time(name, Int64(date.daysSinceEpoch), values, isDay: true)
        case .moment(let moment): return time(name, moment.microseconds, values, isDay: false)
        case .coordinates(let point): return near(point, values.map(Node.number))
        default: return false
        }
    }

    private func text(_ name: String, _ text: String, _ values: [JSONValue], _ node: Node) -> Bool {
        let isExact = ["equals", "in", "any-of", "none-of", "all-of"].contains(name)
        let ignoresCase = node.flag("ignoreCase") ?? !isExact
        let ignoresAccents = node.flag("ignoreAccents") ?? !isExact
        func fold(_ text: String) -> String {
            var options: String.CompareOptions = []
            if ignoresCase { options.insert(.caseInsensitive) }
            if ignoresAccents { options.insert(.diacriticInsensitive) }
            let folded = options.isEmpty ? text : text.folding(options: options, locale: nil)
            // Foundation keeps the stroke of this letter.
            guard ignoresAccents else { return folded }
            return folded.replacing("ł", with: "l").replacing("Ł", with: "L")
        }
        return values.contains { value in
            guard case .string(let wanted) = value else { return false }
            let (text, part) = (
                Array(fold(text).unicodeScalars), Array(fold(wanted).unicodeScalars)
            )
            switch name {
            case "contains": return text.indices.contains { text[$0...].starts(with: part) }
            case "starts-with": return text.starts(with: part)
            case "ends-with": return text.reversed().starts(with: part.reversed())
            case "matches-regex":
                var options: String.CompareOptions = .regularExpression
                if ignoresCase { options.insert(.caseInsensitive) }
                return fold(String(String.UnicodeScalarView(text)))
                    .range(of: wanted, options: options) != nil
            default: return text == part
            }
        }
    }

    func number(_ name: String, _ number: Double, _ values: [JSONValue]) -> Bool {
        let wanted = values.map(Node.number)
        return switch name {
        case "gt", "after": number > wanted[0]
        case "gte": number >= wanted[0]
        case "lt", "before": number < wanted[0]
        case "lte": number <= wanted[0]
        case "between": number >= wanted[0] && number <= wanted[1]
        default: wanted.contains(number)
        }
    }

    private func near(_ point: Coordinates, _ wanted: [Double]) -> Bool {
        func vector(_ latitude: Double, _ longitude: Double) -> [Double] {
            let (phi, lambda) = (latitude * .pi / 180, longitude * .pi / 180)
            return [cos(phi) * cos(lambda), cos(phi) * sin(lambda), sin(phi)]
        }
        let dot = zip(vector(point.latitude, point.longitude), vector(wanted[0], wanted[1]))
            .reduce(0) { $0 + $1.0 * $1.1 }
        return acos(min(1, dot)) * 6371.0088 <= wanted[2]
    }

    // MARK: Events

    private func matchesKey(_ node: Node, _ event: EventFacts) -> Bool {
        switch node.text("key") {
        case "event-type": test(node, .text(event.type))
        case "event-date": test(node, .moment(event.date))
        case "created-at": test(node, .moment(event.createdAt))
        case let key: test(node, event.parameters[String(key.dropFirst("parameters.".count))])
        }
    }

    private func meets(_ node: Node, _ event: EventFacts, withType: Bool) -> Bool {
        if withType, node["key"] != nil, !matchesKey(node, event) { return false }
        if let inner = node["where"], !matches(inner, event) { return false }
        if let window = node["window"], !test(Node(window), .moment(event.date)) { return false }
        return true
    }

    private func events(_ node: Node, _ person: FilterWorld.Person) -> Bool {
        var events = person.events.filter { node["key"] == nil || matchesKey(node, $0) }
        events.sort { ($0.date, $0.id) < ($1.date, $1.id) }
        switch node["occurrence"] {
        case "first": events = Array(events.prefix(1))
        case "last": events = Array(events.suffix(1))
        default: break
        }
        events = events.filter { meets(node, $0, withType: false) }
        if node["never"] != nil { return events.isEmpty }
        if let count = node["count"] { return measured(Node(count), Double(events.count)) }
        guard let json = node["aggregate"] else { return !events.isEmpty }
        let aggregate = Node(json)
        let name = String(aggregate.text("key").dropFirst("parameters.".count))
        let numbers = events.flatMap { $0.parameters[name]?.elements ?? [] }
            .compactMap { value -> Double? in
                switch value {
                case .integer(let number): Double(number)
                case .decimal(let number): number
                default: nil
                }
            }
        // All amounts are in cents, so the sum is exact when it is rounded to cents.
        let sum = (numbers.reduce(0, +) * 100).rounded() / 100
        switch aggregate.text("function") {
        case "sum": return measured(aggregate, sum)
        case "avg": return !numbers.isEmpty && measured(aggregate, sum / Double(numbers.count))
        case "min": return numbers.min().map { measured(aggregate, $0) } ?? false
        default: return numbers.max().map { measured(aggregate, $0) } ?? false
        }
    }

    private func measured(_ node: Node, _ number: Double) -> Bool {
        var name = node.text("operator")
        let isNegated = name.hasPrefix("not-")
        if isNegated { name = String(name.dropFirst(4)) }
        return self.number(name, number, node.array("values")) != isNegated
    }

    /// Tries every way to choose the steps.
    private func sequence(_ node: Node, _ person: FilterWorld.Person) -> Bool {
        let steps = node.array("steps").map(Node.init)
        func continues(_ index: Int, after last: EventFacts?) -> Bool {
            guard index < steps.count else { return true }
            let step = steps[index]
            let within = step["within"].map { _ in
                let values = step.array("within")
                let units: [String: Double] = ["hours": 3_600, "d": 86_400, "w": 604_800]
                let unit = units[Node.string(values[1])] ?? 0
                return Int64(Node.number(values[0]) * unit * 1e6)
            }
            let next = person.events.filter { event in
                guard meets(step, event, withType: true) else { return false }
                guard let last else { return true }
                let passed = event.date.microseconds - last.date.microseconds
                return passed > 0 && passed <= within ?? .max
            }
            guard step["absent"] == nil else {
                guard let last, let within else { return false }
                return next.isEmpty && now.microseconds - last.date.microseconds >= within
            }
            return next.contains { continues(index + 1, after: $0) }
        }
        return continues(0, after: nil)
    }
}

/// A node's members.
struct Node {
    private let object: JSONObject

    init(_ json: JSONValue) {
        if case .object(let object) = json { self.object = object } else { object = JSONObject([]) }
    }

    subscript(name: String) -> JSONValue? { object[name] }

    func text(_ name: String) -> String { object[name].map(Node.string) ?? "" }

    func flag(_ name: String) -> Bool? { object[name].map { $0 == true } }

    func array(_ name: String) -> [JSONValue] {
        if case .array(let elements) = object[name] { elements } else { [] }
    }

    static func string(_ json: JSONValue) -> String {
        if case .string(let text) = json { text } else { "" }
    }

    static func number(_ json: JSONValue) -> Double {
        switch json {
        case .integer(let number): Double(number)
        case .number(let number): number
        case .string(let text): Double(text) ?? .nan
        default: .nan
        }
    }
}
