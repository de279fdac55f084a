import Attributes
import Essentials

/// An ``EventCondition`` whose relative times are resolved.
public struct BoundEventCondition: Sendable, Hashable {
    let types: BoundTest?
    /// Which of the contact's events are considered.
    public let occurrence: EventCondition.Occurrence
    /// What must hold for each event.
    public let test: ConditionTree<BoundEventTest>
    /// What must hold for the matching events together.
    public let measure: BoundMeasure

    init(_ condition: EventCondition, _ context: FilterContext) {
        types = condition.types?.bound(context)
        occurrence = condition.occurrence
        test = condition.test.map { $0.bound(context) }
        measure = BoundMeasure(condition.measure, context)
    }

    /// Whether events of a type are considered.
    public func includes(type: String) -> Bool { types?.holds(for: .text(type)) ?? true }

    func holds(for facts: some ContactFacts) -> Bool {
        let events = facts.events(ofTypes: includes)
        var tally = Tally()
        for event in chosen(events) where test.holds({ $0.holds(for: event) }) {
            measure.add(event.parameters, to: &tally)
        }
        return measure.holds(for: tally)
    }

    private func chosen(_ events: [EventFacts]) -> [EventFacts] {
        func key(_ event: EventFacts) -> (Timestamp, Int64) { (event.date, event.id) }
        return switch occurrence {
        case .every: events
        case .first: events.min { key($0) < key($1) }.map { [$0] } ?? []
        case .last: events.max { key($0) < key($1) }.map { [$0] } ?? []
        }
    }
}
