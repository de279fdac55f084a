import Attributes
import Essentials
public import JSONCoding

extension Filter {
    /// Reads the filter of a query: its `root` member, or nothing for all contacts.
    ///
    /// - Parameters:
    ///   - json: the root node; nil or `null` for the filter that matches every contact.
    ///   - catalogue: the attributes and event types that it may use.
    /// - Throws: ``FilterError`` that names the wrong member.
    public init(_ json: JSONValue?, catalogue: FilterCatalogue) throws(FilterError) {
        guard let json, !json.isNull else {
            self = .everyone
            return
        }
        var parser = FilterParser(catalogue: catalogue)
        self.init(try parser.contactNode(json, at: "root", depth: 1))
    }
}

extension EventFilter {
    /// Reads the filter of a query for events: its `root` member, or nothing for all events.
    ///
    /// - Parameters:
    ///   - json: the root node; nil or `null` for the filter that matches every event.
    ///   - catalogue: the event types that it may use.
    /// - Throws: ``FilterError`` that names the wrong member.
    public init(_ json: JSONValue?, catalogue: FilterCatalogue) throws(FilterError) {
        guard let json, !json.isNull else {
            self = .everything
            return
        }
        var parser = FilterParser(catalogue: catalogue, isOfEvents: true)
        self.init(try parser.eventNode(json, at: "root", depth: 1, types: []))
    }
}

/// Parses nodes within the limits, and reports the path of an error.
struct FilterParser {
    let catalogue: FilterCatalogue
    /// Whether events are selected, instead of contacts by their events.
    private let isOfEvents: Bool
    private var nodes = 0

    init(catalogue: FilterCatalogue, isOfEvents: Bool = false) {
        self.catalogue = catalogue
        self.isOfEvents = isOfEvents
    }

    // MARK: Nodes

    mutating func contactNode(
        _ json: JSONValue,
        at path: String,
        depth: Int
    ) throws(FilterError) -> ConditionTree<ContactCondition> {
        let node = try begin(json, at: path, depth: depth)
        switch try node.text("type") {
        case "group":
            let join = try group(node)
            var children: [ConditionTree<ContactCondition>] = []
            for (child, path) in try node.array("children") {
                children.append(try contactNode(child, at: path, depth: depth + 1))
            }
            return joined(children, join)
        case "attribute_condition":
            try node.allow(NodeReader.testMembers)
            let key = try node.text("key")
            guard let definition = catalogue.attributes[key] else {
                throw FilterError(
                    .unknownKey,
                    at: "\(path).key",
                    "The project has no attribute of this name"
                )
            }
            let test = try ValueTestReader(node, as: definition.visualType)
                .test(of: definition.dataType)
            return test.map { .attribute(key: key, $0) }
        case "event_condition":
            return .leaf(.events(try eventCondition(node, depth: depth)))
        case "event_sequence":
            return .leaf(.sequence(try sequence(node, depth: depth)))
        default:
            throw FilterError(
                .unknownType,
                at: "\(path).type",
                Phrase.mustBe("group, attribute_condition, event_condition or event_sequence")
            )
        }
    }

    /// A node on one event, with the type tests that hold around the node; they determine the
    /// types of parameters.
    mutating func eventNode(
        _ json: JSONValue,
        at path: String,
        depth: Int,
        types: [ValueTest]
    ) throws(FilterError) -> ConditionTree<EventTest> {
        let node = try begin(json, at: path, depth: depth)
        switch try node.text("type") {
        case "group":
            let join = try group(node)
            return try eventGroup(node, join, depth: depth, types: types)
        case "event_condition":
            try node.allow(NodeReader.testMembers)
            return try eventTest(node, key: try node.text("key"), types: types)
        default:
            throw FilterError(
                .unknownType,
                at: "\(path).type",
                Phrase.mustBe("group or event_condition inside an event condition")
            )
        }
    }

    private mutating func eventGroup(
        _ node: NodeReader,
        _ join: Join,
        depth: Int,
        types: [ValueTest]
    ) throws(FilterError) -> ConditionTree<EventTest> {
        var types = types
        let elements = try node.array("children")
        var children: [ConditionTree<EventTest>?] = elements.map { _ in nil }
        // Tests of the event type come first: they determine the parameters of their siblings.
        for isOnType in [true, false] {
            for (index, (child, path)) in elements.enumerated()
            where NodeReader.isOnType(child) == isOnType {
                let tree = try eventNode(child, at: path, depth: depth + 1, types: types)
                children[index] = tree
                guard join == .and, case .leaf(.type(let test)) = tree else { continue }
                types.append(test)
            }
        }
        return joined(children.compactMap(\.self), join)
    }

    /// A test of one event, by its key.
    func eventTest(
        _ node: NodeReader,
        key: String,
        types: [ValueTest]
    ) throws(FilterError) -> ConditionTree<EventTest> {
        let reader = ValueTestReader(node)
        switch key {
        case "event-type": return try reader.test(of: .string).map { .type($0) }
        case "event-date": return try reader.test(of: .datetime).map { .date($0) }
        case "created-at": return try reader.test(of: .datetime).map { .created($0) }
        case EventContact.Key.audienceID.rawValue, EventContact.Key.userID.rawValue:
            return .leaf(.contact(try contact(reader, key: key, node)))
        default:
            let (name, types) = try parameter(key, at: "\(node.path).key", types: types)
            return try parameterTest(reader, types).map { .parameter(name: name, $0) }
        }
    }

    /// The contacts whose events are meant; only queries of events may name them.
    private func contact(
        _ reader: ValueTestReader,
        key: String,
        _ node: NodeReader
    ) throws(FilterError) -> EventContact {
        guard isOfEvents, let key = EventContact.Key(rawValue: key) else {
            throw FilterError(
                .unknownKey,
                at: "\(node.path).key",
                Phrase.notAllowed("in a filter of contacts")
            )
        }
        guard case .leaf(let test) = try reader.test(of: .string),
            test.comparison == .equals || test.comparison == .in
        else {
            throw FilterError(
                .wrongOperator,
                at: "\(node.path).operator",
                Phrase.mustBe("equals, in, not-equals or not-in")
            )
        }
        let names = test.operands.compactMap { operand -> String? in
            if case .text(let text) = operand { text } else { nil }
        }
        return EventContact(key, names, isNegated: test.isNegated)
    }

    /// A test of a parameter that has other types in other event types.
    ///
    /// A value of any type may pass, if the test can be one of that type: no event type makes a
    /// test of another one impossible.
    private func parameterTest(
        _ reader: ValueTestReader,
        _ types: [DataType]
    ) throws(FilterError) -> ConditionTree<ValueTest> {
        var tests: [ConditionTree<ValueTest>] = []
        var failure: FilterError?
        for type in types {
            do throws(FilterError) {
                tests.append(try reader.test(of: type))
            } catch {
                failure = failure ?? error
            }
        }
        if tests.isEmpty, let failure { throw failure }
        guard tests.count > 1 else { return tests[0] }
        return try reader.isNegated() ? .all(tests) : .any(tests)
    }

    /// The name of the parameter in a key, and its types in the event types that are meant, in a
    /// fixed order.
    func parameter(
        _ key: String,
        at path: String,
        types: [ValueTest]
    ) throws(FilterError) -> (name: String, types: [DataType]) {
        guard key.hasPrefix("parameters.") else {
            throw FilterError(
                .unknownKey,
                at: path,
                Phrase.mustBe(
                    "event-type, event-date, created-at, audience-id, user-id or parameters. and"
                        + " a name"
                )
            )
        }
        let name = String(key.dropFirst("parameters.".count))
        let context = FilterContext(now: Timestamp(seconds: 0))
        let tests = types.map { $0.bound(context) }
        let meant = Set(
            catalogue.eventTypes.keys.filter { uid in
                tests.allSatisfy { $0.holds(for: .text(uid)) }
            }
        )
        // If no known type matches, no event will either: the parameter may have any type.
        let found = catalogue.types(ofParameter: name) { meant.isEmpty || meant.contains($0) }
        guard !found.isEmpty else {
            throw FilterError(.unknownKey, at: path, "No event type meant here has this parameter")
        }
        // Both kinds of text are tested alike.
        let distinct = found.contains(.string) ? found.subtracting([.text]) : found
        return (name, DataType.allCases.filter(distinct.contains))
    }

    // MARK: Groups

    enum Join: String {
        case and, or, not
    }

    mutating func begin(
        _ json: JSONValue,
        at path: String,
        depth: Int
    ) throws(FilterError) -> NodeReader {
        guard depth <= FilterLimits.depth else {
            throw FilterError(
                .tooDeep,
                at: path,
                Phrase.mustBe("nested at most \(FilterLimits.depth) deep")
            )
        }
        nodes += 1
        guard nodes <= FilterLimits.nodes else {
            throw FilterError(
                .tooLarge,
                at: path,
                Phrase.mustHave("at most \(FilterLimits.nodes) nodes")
            )
        }
        return try NodeReader(json, at: path)
    }

    private func group(_ node: NodeReader) throws(FilterError) -> Join {
        try node.allow(["type", "join", "children"])
        guard let join = Join(rawValue: try node.text("join")) else {
            throw FilterError(.wrongValue, at: "\(node.path).join", Phrase.mustBe("and, or or not"))
        }
        return join
    }

    private func joined<Leaf>(
        _ children: [ConditionTree<Leaf>],
        _ join: Join
    ) -> ConditionTree<Leaf> {
        switch join {
        case .and: .all(children)
        case .or: .any(children)
        case .not: .none(children)
        }
    }
}
