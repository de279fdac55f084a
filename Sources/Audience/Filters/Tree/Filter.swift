import Attributes

/// Selects contacts: the filter of searches, segments, campaigns and automations.
///
/// It holds no time: ``bound(_:)`` resolves relative dates and the time zone. Its language is
/// in docs/reference/filters.md.
public struct Filter: Sendable, Hashable {
    /// The conditions.
    public let root: ConditionTree<ContactCondition>

    /// Creates a filter.
    public init(_ root: ConditionTree<ContactCondition>) { self.root = root }

    /// The filter that every contact matches.
    public static let everyone = Filter(.all([]))

    /// A filter that requires both, such as a segment and a search within it.
    public func and(_ other: Filter) -> Filter { Filter(.all([root, other.root])) }

    /// The attributes that it reads, to check what a token may see.
    public var attributes: Set<String> {
        var names: Set<String> = []
        for case .attribute(let key, _) in root.leaves { names.insert(key) }
        return names
    }

    /// Whether it reads events.
    public var readsEvents: Bool {
        root.leaves.contains { if case .attribute = $0 { false } else { true } }
    }
}

/// Selects events.
public struct EventFilter: Sendable, Hashable {
    /// The conditions on one event.
    public let root: ConditionTree<EventTest>

    /// Creates a filter.
    public init(_ root: ConditionTree<EventTest>) { self.root = root }

    /// The filter that every event matches.
    public static let everything = EventFilter(.all([]))

    /// The tests of the event type that every event passes which matches.
    var types: [ValueTest] {
        func types(of node: ConditionTree<EventTest>) -> [ValueTest] {
            switch node {
            case .leaf(.type(let test)): [test]
            case .all(let children): children.flatMap(types)
            case .leaf, .any, .none: []
            }
        }
        return types(of: root)
    }
}

/// A condition on a contact.
public enum ContactCondition: Sendable, Hashable {
    /// On the value of an attribute.
    case attribute(key: String, ValueTest)
    /// On the events of a type.
    case events(EventCondition)
    /// On the order of events.
    case sequence(SequenceCondition)
}

/// A condition on one event.
public enum EventTest: Sendable, Hashable {
    /// On the name of its type.
    case type(ValueTest)
    /// On when it happened.
    case date(ValueTest)
    /// On when it was received.
    case created(ValueTest)
    /// On the value of a parameter.
    case parameter(name: String, ValueTest)
    /// On whose event it is.
    case contact(EventContact)
}

/// The contacts whose events are selected, by their names.
public struct EventContact: Sendable, Hashable {
    /// What the names are; the raw value is the key on the wire.
    public enum Key: String, Sendable, Hashable, CaseIterable {
        /// Ids of audience contacts.
        case audienceID = "audience-id"
        /// User ids, of any data source.
        case userID = "user-id"
    }

    /// What the names are.
    public let key: Key
    /// The names; an event passes if it belongs to one of them.
    public let names: [String]
    /// Whether an event passes if it belongs to none of them.
    public let isNegated: Bool

    /// Creates a condition.
    public init(_ key: Key, _ names: [String], isNegated: Bool = false) {
        self.key = key
        self.names = names
        self.isNegated = isNegated
    }
}

/// A condition on the number of a contact's events, or on an aggregate of a parameter.
public struct EventCondition: Sendable, Hashable {
    /// The event types that are considered; nil for all.
    public var types: ValueTest?
    /// Which events of these types are considered.
    public var occurrence = Occurrence.every
    /// What must hold for each of them.
    public var test = ConditionTree<EventTest>.all([])
    /// What must hold for the matching events together.
    public var measure = Measure.happened

    /// Creates a condition that holds if there is an event of the types.
    public init(types: ValueTest? = nil) { self.types = types }

    /// Which events are considered; the raw value is the name on the wire.
    public enum Occurrence: String, Sendable, Hashable, CaseIterable {
        /// All events.
        case every = "any"
        /// Only the contact's first event; of several at once, the one with the lowest id.
        case first
        /// Only the contact's last event; of several at once, the one with the highest id.
        case last
    }

    /// What must hold for the events together.
    public struct Measure: Sendable, Hashable {
        /// What is computed.
        public var function: Function
        /// The numeric parameter that it is computed from; nil for the count.
        public var parameter: String?
        /// What must hold for the result.
        public var test: ValueTest

        /// Creates a measure.
        public init(_ function: Function, of parameter: String? = nil, _ test: ValueTest) {
            self.function = function
            self.parameter = parameter
            self.test = test
        }

        /// There is at least one event.
        public static let happened = Measure(
            .count,
            ValueTest(.integer, .gte, [.whole(1)])
        )
    }

    /// The aggregates of events; the raw value is the name on the wire.
    public enum Function: String, Sendable, Hashable, CaseIterable {
        /// The number of events.
        case count
        /// The sum of the parameter, exact to the millionth; 0 without values.
        case sum
        /// The mean of the parameter; no test holds without values.
        case average = "avg"
        /// The smallest value of the parameter; no test holds without values.
        case minimum = "min"
        /// The largest value of the parameter; no test holds without values.
        case maximum = "max"
    }
}

/// A condition on a sequence of events, each later than the one before.
public struct SequenceCondition: Sendable, Hashable {
    /// The steps in order, 2 to 8.
    public var steps: [Step]
    /// Whether the last step must not have happened within its time, which must be over.
    public var lastIsAbsent: Bool

    /// Creates a condition.
    public init(_ steps: [Step], lastIsAbsent: Bool = false) {
        self.steps = steps
        self.lastIsAbsent = lastIsAbsent
    }

    /// One event of the sequence.
    public struct Step: Sendable, Hashable {
        /// What must hold for it.
        public var test: ConditionTree<EventTest>
        /// The longest time since the previous step; nil for any, and for the first step.
        public var within: Duration?

        /// Creates a step.
        public init(_ test: ConditionTree<EventTest>, within: Duration? = nil) {
            self.test = test
            self.within = within
        }
    }
}
