/// Conditions combined with and, or and not, at any depth.
public indirect enum ConditionTree<Leaf: Sendable & Hashable>: Sendable, Hashable {
    /// All hold; an empty list holds.
    case all([ConditionTree])
    /// At least one holds.
    case any([ConditionTree])
    /// None holds.
    case none([ConditionTree])
    /// One condition.
    case leaf(Leaf)

    /// Whether the conditions hold, given whether each leaf does.
    public func holds(_ test: (Leaf) -> Bool) -> Bool {
        switch self {
        case .all(let children): children.allSatisfy { $0.holds(test) }
        case .any(let children): children.contains { $0.holds(test) }
        case .none(let children): !children.contains { $0.holds(test) }
        case .leaf(let leaf): test(leaf)
        }
    }

    /// The same tree with other leaves.
    public func map<Other>(_ transform: (Leaf) -> Other) -> ConditionTree<Other> {
        switch self {
        case .all(let children): .all(children.map { $0.map(transform) })
        case .any(let children): .any(children.map { $0.map(transform) })
        case .none(let children): .none(children.map { $0.map(transform) })
        case .leaf(let leaf): .leaf(transform(leaf))
        }
    }

    /// Every leaf, in order.
    public var leaves: [Leaf] {
        switch self {
        case .all(let children), .any(let children), .none(let children):
            children.flatMap(\.leaves)
        case .leaf(let leaf): [leaf]
        }
    }
}
