import Attributes
import Essentials
import Filters

/// Conditions on single events, compiled for one table.
struct EventSelection {
    private let root: ConditionTree<Part>

    private enum Part: Sendable, Hashable {
        /// Decided by the type of the table, for all of its events.
        case constant(Bool)
        case date(MomentTest)
        case created(MomentTest)
        case parameter(Int)
        case source(Int, isNegated: Bool)
    }

    private let tests: [ColumnTest]
    private let sources: [Bits]

    init(_ root: ConditionTree<BoundEventTest>, in table: EventTable, _ pace: Pace) {
        var tests: [ColumnTest] = []
        var sources: [Bits] = []
        self.root = root.map { test in
            switch test {
            case .type(let test): return .constant(test.holds(for: .text(table.type)))
            case .date(let test): return .date(MomentTest(test))
            case .created(let test): return .created(MomentTest(test))
            case .parameter(let name, let test):
                tests.append(ColumnTest(test, name, in: table.list, pace))
                return .parameter(tests.count - 1)
            case .contact: return .constant(false)
            case .source(let numbers, let isNegated):
                sources.append(Bits.of(numbers))
                return .source(sources.count - 1, isNegated: isNegated)
            }
        }
        self.tests = tests
        self.sources = sources
    }

    /// The events of a chunk that match.
    func rows(of chunk: EventTable.Chunk) -> RowMask { rows(root, chunk) }

    private func rows(_ node: ConditionTree<Part>, _ chunk: EventTable.Chunk) -> RowMask {
        switch node {
        case .all(let children):
            var mask = RowMask(all: chunk.count)
            for child in children.sorted(by: { $0.isCheap && !$1.isCheap }) {
                mask.formIntersection(rows(child, chunk))
                if mask.isEmpty { break }
            }
            return mask
        case .any(let children), .none(let children):
            var mask = RowMask(count: chunk.count)
            for child in children { mask.formUnion(rows(child, chunk)) }
            if case .none = node { mask.invert() }
            return mask
        case .leaf(.constant(let holds)):
            return holds ? RowMask(all: chunk.count) : RowMask(count: chunk.count)
        case .leaf(.date(let test)): return test.rows(chunk.dates, chunk.dateRange)
        case .leaf(.created(let test)): return test.rows(chunk.created, chunk.createdRange)
        case .leaf(.source(let index, let isNegated)):
            let bits = sources[index]
            return RowMask(count: chunk.count, testing: chunk.count) { row in
                bits[Int(chunk.sources[row])] != isNegated
            }
        case .leaf(.parameter(let index)):
            return tests[index].rows(of: chunk.values, count: chunk.count)
        }
    }
}

extension ConditionTree where Leaf: Hashable {
    /// Whether it is a single condition; those are evaluated first.
    fileprivate var isCheap: Bool { if case .leaf = self { true } else { false } }
}

/// A test of a moment that every event has; the range of a chunk often decides for the whole
/// chunk.
struct MomentTest: Sendable, Hashable {
    private let test: BoundTest

    init(_ test: BoundTest) { self.test = test }

    func rows(_ moments: [Int64], _ range: ClosedRange<Int64>?) -> RowMask {
        var mask = met(moments, range)
        if test.isNegated { mask.invert() }
        return mask
    }

    private func met(_ moments: [Int64], _ range: ClosedRange<Int64>?) -> RowMask {
        switch test.element {
        case .anything: return RowMask(all: moments.count)
        case .whole(let ranges):
            guard let range, ranges.contains(where: { $0.overlaps(range) }) else {
                return RowMask(count: moments.count)
            }
            if ranges.contains(where: {
                $0.contains(range.lowerBound) && $0.contains(range.upperBound)
            }) {
                return RowMask(all: moments.count)
            }
            return RowMask(count: moments.count, testing: moments.count) {
                ranges.contain(moments[$0])
            }
        case .calendar(let calendar):
            return RowMask(count: moments.count, testing: moments.count) {
                calendar.matches(moment: moments[$0])
            }
        case .text, .decimal, .bool, .near: return RowMask(count: moments.count)
        }
    }
}
