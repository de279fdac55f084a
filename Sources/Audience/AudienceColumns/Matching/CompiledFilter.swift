import Attributes
import Essentials
import Filters

/// A filter compiled for the chunks of contacts.
///
/// A filter that reads events is evaluated for all contacts at once; any other chunk by chunk, on
/// demand.
struct CompiledFilter {
    private let plan: Plan

    private enum Plan {
        case tests(AttributeTests)
        /// The numbers of the matching contacts.
        case contacts(Bits)
    }

    init(_ filter: BoundFilter, in columns: AudienceColumns) {
        if filter.root.readsEvents {
            let everyone = columns.contacts.everyone
            plan = .contacts(columns.contacts(meeting: filter.root, of: everyone))
        } else {
            plan = .tests(
                AttributeTests(filter.root, in: columns.contacts.list, columns.pace)
            )
        }
    }

    /// The contacts of a chunk that match.
    func rows(of chunk: ContactTable.Chunk) -> RowMask {
        guard chunk.aliveCount > 0 else { return RowMask(count: chunk.count) }
        switch plan {
        case .tests(let tests): return tests.rows(of: chunk, chunk.everyone)
        case .contacts(let serials): return chunk.rows(in: serials)
        }
    }
}

extension AudienceColumns {
    /// The candidates that match a node.
    ///
    /// Cheap conditions are evaluated first, expensive ones only for the remaining candidates.
    fileprivate func contacts(
        meeting node: ConditionTree<BoundCondition>,
        of candidates: Bits
    ) -> Bits {
        guard node.readsEvents else {
            return contacts.serials(
                meeting: AttributeTests(node, in: contacts.list, pace),
                of: candidates
            )
        }
        var left = candidates
        switch node {
        case .all(let children):
            let plain = children.filter { !$0.readsEvents }
            if !plain.isEmpty { left = contacts(meeting: .all(plain), of: left) }
            for child in children.costly where !left.isEmpty {
                left = contacts(meeting: child, of: left)
            }
            return left
        case .any(let children):
            let plain = children.filter { !$0.readsEvents }
            if !plain.isEmpty { left.subtract(contacts(meeting: .any(plain), of: left)) }
            for child in children.costly where !left.isEmpty {
                left.subtract(contacts(meeting: child, of: left))
            }
            var found = candidates
            found.subtract(left)
            return found
        case .none(let children):
            left.subtract(contacts(meeting: .any(children), of: left))
            return left
        case .leaf(.events(let condition)):
            return EventCounting(self, of: candidates).contacts(meeting: condition)
        case .leaf(.sequence(let sequence)):
            return EventCounting(self, of: candidates).contacts(meeting: sequence)
        case .leaf(.attribute): return candidates
        }
    }
}

extension ConditionTree<BoundCondition> {
    /// Whether it reads events.
    fileprivate var readsEvents: Bool { cost > 0 }

    /// The approximate cost, for ordering: 0 for attributes alone.
    fileprivate var cost: Int {
        switch self {
        case .all(let children), .any(let children), .none(let children):
            children.reduce(0) { Swift.max($0, $1.cost) }
        case .leaf(.attribute): 0
        case .leaf(.events(let condition)): condition.occurrence == .every ? 1 : 2
        case .leaf(.sequence): 3
        }
    }
}

extension [ConditionTree<BoundCondition>] {
    /// The conditions that read events, cheapest first.
    fileprivate var costly: [Element] {
        filter(\.readsEvents).sorted { $0.cost < $1.cost }
    }
}

extension ContactTable {
    /// The serial numbers of all contacts.
    fileprivate var everyone: Bits {
        var everyone = Bits(count: Int(lastSerial) + 1)
        for chunk in chunks { chunk.insert(chunk.everyone, into: &everyone) }
        return everyone
    }

    /// The candidates that pass the tests.
    fileprivate func serials(meeting tests: AttributeTests, of candidates: Bits) -> Bits {
        var found = Bits(count: Int(lastSerial) + 1)
        for chunk in chunks where chunk.aliveCount > 0 {
            let rows = chunk.rows(in: candidates)
            if !rows.isEmpty { chunk.insert(tests.rows(of: chunk, rows), into: &found) }
        }
        return found
    }
}
