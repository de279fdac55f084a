import Attributes
import Essentials

/// A filter with its relative times settled, which says of each contact whether it is meant.
public struct BoundFilter: Sendable, Hashable {
    let root: ConditionTree<BoundCondition>
    let context: FilterContext

    /// Whether the contact meets the filter.
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

/// A filter of events with its relative times settled.
public struct BoundEventFilter: Sendable, Hashable {
    let root: ConditionTree<BoundEventTest>

    /// Whether the event meets the filter.
    public func matches(_ event: EventFacts) -> Bool { root.holds { $0.holds(for: event) } }
}

extension Filter {
    /// Settles relative times by the moment and the time zone of asking.
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
    /// Settles relative times by the moment and the time zone of asking.
    public func bound(_ context: FilterContext) -> BoundEventFilter {
        BoundEventFilter(root: root.map { $0.bound(context) })
    }
}

enum BoundCondition: Sendable, Hashable {
    case attribute(key: String, BoundTest)
    case events(BoundEventCondition)
    case sequence(BoundSequence)
}

enum BoundEventTest: Sendable, Hashable {
    case type(BoundTest)
    case date(BoundTest)
    case created(BoundTest)
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
