import Attributes
import Essentials

/// A filter ready to run over the contacts' chunks: conditions on events are answered already.
struct CompiledFilter {
    private let root: ConditionTree<Int>
    private let parts: [Part]

    private enum Part {
        case column(ColumnTest)
        /// The serial numbers of the contacts whose events meet a condition.
        case contacts(Bits)
    }

    init(_ filter: BoundFilter, in columns: AudienceColumns) {
        var parts: [Part] = []
        var known: [BoundCondition: Int] = [:]
        root = filter.root.map { condition in
            if let index = known[condition] { return index }
            switch condition {
            case .attribute(let key, let test):
                parts.append(.column(ColumnTest(test, key, in: columns.contacts.list)))
            case .events(let condition):
                parts.append(.contacts(columns.contacts(meeting: condition)))
            case .sequence(let sequence):
                parts.append(.contacts(columns.contacts(meeting: sequence)))
            }
            known[condition] = parts.count - 1
            return parts.count - 1
        }
        self.parts = parts
    }

    /// The contacts of a chunk that meet the filter.
    func rows(of chunk: ContactTable.Chunk) -> RowMask {
        guard chunk.aliveCount > 0 else { return RowMask(count: chunk.count) }
        return rows(root, chunk, chunk.everyone)
    }

    /// The contacts that meet a node, of those in the candidates.
    private func rows(
        _ node: ConditionTree<Int>,
        _ chunk: ContactTable.Chunk,
        _ candidates: RowMask
    ) -> RowMask {
        switch node {
        case .all(let children):
            var mask = candidates
            for child in children {
                mask = rows(child, chunk, mask)
                if mask.isEmpty { break }
            }
            return mask
        case .any(let children):
            var mask = RowMask(count: chunk.count)
            for child in children { mask.formUnion(rows(child, chunk, candidates)) }
            return mask
        case .none(let children):
            var mask = RowMask(count: chunk.count)
            for child in children { mask.formUnion(rows(child, chunk, candidates)) }
            mask.invert()
            mask.formIntersection(candidates)
            return mask
        case .leaf(let index):
            var mask: RowMask
            switch parts[index] {
            case .column(let test): mask = test.rows(of: chunk.values, count: chunk.count)
            case .contacts(let serials):
                let numbers = chunk.serials
                mask = RowMask(count: chunk.count, testing: numbers.count) {
                    serials[Int(numbers[$0])]
                }
            }
            mask.formIntersection(candidates)
            return mask
        }
    }
}
