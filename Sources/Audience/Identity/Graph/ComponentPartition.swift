/// How a component is divided into identities, and which values made the joins.
///
/// Values are considered in order of rule, then hash. A value joins all its holders, unless that
/// would put two different authoritative user ids together: then it joins none, because nobody can
/// know whom it belongs to. The joins are a spanning forest: each made one identity of two.
struct ComponentPartition {
    /// A value that joined the identities of two contacts, given as slots.
    struct Join {
        let value: Int32
        let contact: Int32
        let other: Int32
    }

    private(set) var identities: [[Int32]] = []
    private(set) var joins: [Join] = []
    /// Values that joined no contacts because they would have joined different persons.
    private(set) var refused: [Int32] = []

    private let members: [Int32]
    /// For each member, an earlier member of the same group, or itself.
    private var parents: [Int]
    /// The authoritative user id of each group, as the slot of its value.
    private var persons: [Int32]

    private struct Holding {
        let key: MergeKey
        let value: Int32
        let member: Int
    }

    /// Divides the component, by all merge attributes or by `_user_id` alone.
    init(_ component: [Int32], in graph: IdentityGraph, onlyUserID: Bool = false) {
        let storage = graph.storage
        members = component.sorted(by: storage.precedes)
        parents = Array(members.indices)
        persons = Array(repeating: -1, count: members.count)
        var holdings: [Holding] = []
        for (index, member) in members.enumerated() {
            let source = storage.sources[Int(storage.contacts[member].source)]
            let isAuthoritative = graph.rules.authoritative.contains(source)
            for value in storage.memberships(of: member) {
                let record = storage.values[value]
                if record.key.rank == 0, isAuthoritative { persons[index] = value }
                guard graph.joins(record), record.key.rank == 0 || !onlyUserID else { continue }
                holdings.append(Holding(key: record.key, value: value, member: index))
            }
        }
        holdings.sort { ($0.key, $0.member) < ($1.key, $1.member) }
        var start = 0
        while start < holdings.count {
            var end = start
            while end < holdings.count, holdings[end].value == holdings[start].value { end += 1 }
            join(holdings[start..<end])
            start = end
        }
        collect()
    }

    /// Joins the holders of one value, or refuses to.
    private mutating func join(_ holders: ArraySlice<Holding>) {
        guard let first = holders.first else { return }
        var person: Int32 = -1
        for holder in holders {
            let other = persons[root(holder.member)]
            guard other >= 0, other != person else { continue }
            guard person < 0 else {
                refused.append(first.value)
                return
            }
            person = other
        }
        for holder in holders.dropFirst() {
            let (left, right) = (root(first.member), root(holder.member))
            guard left != right else { continue }
            parents[max(left, right)] = min(left, right)
            persons[min(left, right)] = person
            joins.append(
                Join(
                    value: first.value,
                    contact: members[first.member],
                    other: members[holder.member]
                )
            )
        }
    }

    private mutating func root(_ member: Int) -> Int {
        var member = member
        while parents[member] != member {
            parents[member] = parents[parents[member]]
            member = parents[member]
        }
        return member
    }

    private mutating func collect() {
        var places = Array(repeating: -1, count: members.count)
        for index in members.indices {
            let root = root(index)
            if places[root] < 0 {
                places[root] = identities.count
                identities.append([])
            }
            identities[places[root]].append(members[index])
        }
    }
}
