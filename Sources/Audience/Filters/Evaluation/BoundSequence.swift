import Attributes
import Essentials

/// A condition on the order of a contact's events, settled.
struct BoundSequence: Sendable, Hashable {
    let tests: [ConditionTree<BoundEventTest>]
    /// Microseconds since the step before; the first is not used.
    let within: [Int64]
    let lastIsAbsent: Bool
    let now: Int64

    init(_ sequence: SequenceCondition, _ context: FilterContext) {
        tests = sequence.steps.map { $0.test.map { $0.bound(context) } }
        within = sequence.steps.map { $0.within?.wholeMicroseconds ?? .max }
        lastIsAbsent = sequence.lastIsAbsent
        now = context.now.microseconds
    }

    /// An event that is a step, or several.
    struct Moment: Sendable {
        let date: Int64
        /// The bit of each step that it can be.
        let steps: UInt8
    }

    func holds(for facts: some ContactFacts) -> Bool {
        var moments: [Moment] = []
        for event in facts.events(ofTypes: { _ in true }) {
            var steps: UInt8 = 0
            for (index, test) in tests.enumerated() where test.holds({ $0.holds(for: event) }) {
                steps |= 1 << UInt8(index)
            }
            if steps != 0 { moments.append(Moment(date: event.date.microseconds, steps: steps)) }
        }
        moments.sort { $0.date < $1.date }
        var waiting: [Int64] = []
        return holds(for: moments[...], &waiting)
    }

    /// Whether moments in time order have the steps.
    ///
    /// Goes through them once, and keeps for each step when it last was reached, if ever: the
    /// latest way to a step leaves the most time for the next one. Events of one moment do not
    /// follow each other, so what they reach counts only once the moment is over.
    ///
    /// - Parameters:
    ///   - moments: what can be a step, in time order.
    ///   - waiting: room that calls can share; what is in it does not matter.
    /// - Returns: whether the steps are there.
    func holds(for moments: ArraySlice<Moment>, _ waiting: inout [Int64]) -> Bool {
        let count = tests.count
        let reachedSteps = lastIsAbsent ? count - 1 : count
        var reached = InlineArray<8, Int64>(repeating: .min)
        // Moments at which all steps but an absent last one were done, and which wait for its time.
        waiting.removeAll(keepingCapacity: true)
        var index = moments.startIndex
        while index < moments.endIndex {
            let date = moments[index].date
            var steps: UInt8 = 0
            while index < moments.endIndex, moments[index].date == date {
                steps |= moments[index].steps
                index += 1
            }
            if lastIsAbsent, steps & (1 << UInt8(count - 1)) != 0 {
                while let last = waiting.last, date - last <= within[count - 1] {
                    waiting.removeLast()
                }
            }
            for step in (0..<reachedSteps).reversed() where steps & (1 << UInt8(step)) != 0 {
                if step > 0 {
                    let before = reached[step - 1]
                    guard before != .min, date - before <= within[step] else { continue }
                }
                reached[step] = date
                guard step == reachedSteps - 1 else { continue }
                guard lastIsAbsent else { return true }
                waiting.append(date)
            }
        }
        return waiting.contains { now - $0 >= within[count - 1] }
    }
}
