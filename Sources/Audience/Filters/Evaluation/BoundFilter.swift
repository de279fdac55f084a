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

    /// The contacts that it names.
    public var contacts: Set<EventContact> {
        var found: Set<EventContact> = []
        for case .contact(let contact) in root.leaves { found.insert(contact) }
        return found
    }

    /// The same filter with the sources of the contacts that it names.
    public func resolved(_ sources: [EventContact: Set<UInt32>]) -> BoundEventFilter {
        BoundEventFilter(
            root: root.map { test in
                guard case .contact(let contact) = test else { return test }
                return .source(sources[contact, default: []], isNegated: contact.isNegated)
            }
        )
    }

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
    /// On whose event it is; holds for no event until it is resolved.
    case contact(EventContact)
    /// On the number of the source contact that the event belongs to.
    case source(Set<UInt32>, isNegated: Bool)

    func holds(for event: EventFacts) -> Bool {
        switch self {
        case .type(let test): test.holds(for: .text(event.type))
        case .date(let test): test.holds(for: .moment(event.date))
        case .created(let test): test.holds(for: .moment(event.createdAt))
        case .parameter(let name, let test): test.holds(for: event.parameters[name])
        // Facts do not say whose they are: such conditions are for queries of events only.
        case .contact, .source: false
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
        case .contact(let contact): .contact(contact)
        }
    }
}
