import Attributes
import Essentials

/// A ``SequenceCondition`` whose relative times are resolved.
public struct BoundSequence: Sendable, Hashable {
    /// What must hold for the event of each step.
    public let tests: [ConditionTree<BoundEventTest>]
    /// The most microseconds since the previous step; the first is unused.
    let within: [Int64]
    /// Whether the last step must not happen within its time.
    public let lastIsAbsent: Bool
    let now: Int64

    init(_ sequence: SequenceCondition, _ context: FilterContext) {
        tests = sequence.steps.map { $0.test.map { $0.bound(context) } }
        within = sequence.steps.map { $0.within?.wholeMicroseconds ?? .max }
        lastIsAbsent = sequence.lastIsAbsent
        now = context.now.microseconds
    }

    /// An event that can be one or more of the steps.
    public struct Moment: Sendable {
        /// When it happened, in microseconds since 1970.
        public let date: Int64
        /// One bit for each step that it can be.
        public let steps: UInt8

        /// Creates a moment; the date is in microseconds since 1970.
        @inlinable
        public init(date: Int64, steps: UInt8) {
            self.date = date
            self.steps = steps
        }
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

    /// Whether events contain the sequence.
    ///
    /// It takes one pass over the events, and keeps for each step when it was last reached: the
    /// latest way to reach a step leaves the most time for the next one. Simultaneous events do
    /// not follow each other, so a step that they reach counts only for later events.
    ///
    /// - Parameters:
    ///   - moments: the events that can be a step, in time order.
    ///   - waiting: scratch space that calls can share; its content does not matter.
    /// - Returns: whether the events contain the sequence.
    public func holds(for moments: ArraySlice<Moment>, _ waiting: inout [Int64]) -> Bool {
        let count = tests.count
        let reachedSteps = lastIsAbsent ? count - 1 : count
        var reached = InlineArray<8, Int64>(repeating: .min)
        // When all steps but the absent last one were completed, while its time is not over.
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
