import Essentials
import Filters

/// Conditions on attributes alone, compiled for the chunks of contacts.
struct AttributeTests {
    private let root: ConditionTree<Int>
    private let tests: [ColumnTest]
    private let pace: Pace

    /// Compiles conditions, none of which reads events.
    init(_ root: ConditionTree<BoundCondition>, in list: ColumnList, _ pace: Pace) {
        self.pace = pace
        var tests: [ColumnTest] = []
        var known: [BoundCondition: Int] = [:]
        self.root = root.map { condition in
            if let index = known[condition] { return index }
            guard case .attribute(let key, let test) = condition else {
                preconditionFailure("conditions on events are answered for all contacts at once")
            }
            tests.append(ColumnTest(test, key, in: list, pace))
            known[condition] = tests.count - 1
            return tests.count - 1
        }
        self.tests = tests
    }

    /// The candidates of a chunk that match.
    func rows(of chunk: ContactTable.Chunk, _ candidates: RowMask) -> RowMask {
        rows(root, chunk, candidates)
    }

    private func rows(
        _ node: ConditionTree<Int>,
        _ chunk: ContactTable.Chunk,
        _ candidates: RowMask
    ) -> RowMask {
        var mask: RowMask
        switch node {
        case .all(let children):
            mask = candidates
            for child in children {
                mask = rows(child, chunk, mask)
                if mask.isEmpty { break }
            }
        case .any(let children):
            mask = RowMask(count: chunk.count)
            for child in children { mask.formUnion(rows(child, chunk, candidates)) }
        case .none(let children):
            mask = RowMask(count: chunk.count)
            for child in children { mask.formUnion(rows(child, chunk, candidates)) }
            mask.invert()
            mask.formIntersection(candidates)
        case .leaf(let index):
            guard pace.spend(chunk.count) else { return RowMask(count: chunk.count) }
            mask = tests[index].rows(of: chunk.values, count: chunk.count)
            mask.formIntersection(candidates)
        }
        return mask
    }
}
