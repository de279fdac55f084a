import Attributes
import Essentials

/// A filter whose relative times are resolved, ready to be evaluated.
public struct BoundFilter: Sendable, Hashable {
    /// The conditions.
    public let root: ConditionTree<BoundCondition>
    /// The time and time zone it was bound to.
    public let context: FilterContext

    /// Whether the contact matches the filter.
    public func matches(_ facts: some ContactFacts) -> Bool {
        root.holds { condition in
            switch condition {
            case .attribute(let key, let test): test.holds(for: facts.value(of: key))
            case .events(let condition): condition.holds(for: facts)
            case .sequence(let sequence): sequence.holds(for: facts)
            }
        }
    }
}

/// An event filter whose relative times are resolved.
public struct BoundEventFilter: Sendable, Hashable {
    /// The conditions on one event.
    public let root: ConditionTree<BoundEventTest>

    /// Whether the event matches the filter.
    public func matches(_ event: EventFacts) -> Bool { root.holds { $0.holds(for: event) } }
}

extension Filter {
    /// Resolves relative times against the current time and the time zone.
    public func bound(_ context: FilterContext) -> BoundFilter {
        let root = root.map { condition -> BoundCondition in
            switch condition {
            case .attribute(let key, let test): .attribute(key: key, test.bound(context))
            case .events(let condition): .events(BoundEventCondition(condition, context))
            case .sequence(let sequence): .sequence(BoundSequence(sequence, context))
            }
        }
        return BoundFilter(root: root, context: context)
    }
}

extension EventFilter {
    /// Resolves relative times against the current time and the time zone.
    public func bound(_ context: FilterContext) -> BoundEventFilter {
        BoundEventFilter(root: root.map { $0.bound(context) })
    }
}

/// A ``ContactCondition`` whose relative times are resolved.
public enum BoundCondition: Sendable, Hashable {
    /// On the value of an attribute.
    case attribute(key: String, BoundTest)
    /// On the events of some types.
    case events(BoundEventCondition)
    /// On the order of events.
    case sequence(BoundSequence)
}

/// An ``EventTest`` whose relative times are resolved.
public enum BoundEventTest: Sendable, Hashable {
    /// On the name of the event's type.
    case type(BoundTest)
    /// On when the event happened.
    case date(BoundTest)
    /// On when the event was received.
    case created(BoundTest)
    /// On the value of a parameter.
    case parameter(name: String, BoundTest)

    func holds(for event: EventFacts) -> Bool {
        switch self {
        case .type(let test): test.holds(for: .text(event.type))
        case .date(let test): test.holds(for: .moment(event.date))
        case .created(let test): test.holds(for: .moment(event.createdAt))
        case .parameter(let name, let test): test.holds(for: event.parameters[name])
        }
    }
}

extension EventTest {
    func bound(_ context: FilterContext) -> BoundEventTest {
        switch self {
        case .type(let test): .type(test.bound(context))
        case .date(let test): .date(test.bound(context))
        case .created(let test): .created(test.bound(context))
        case .parameter(let name, let test): .parameter(name: name, test.bound(context))
        }
    }
}
