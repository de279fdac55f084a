import Attributes
import Essentials
import Identity

/// A random history of a project's contacts beside a graph, a store's view and the plain account.
struct IdentityHistory {
    private(set) var problems: [String] = []
    private(set) var rules: MergeRules
    private(set) var contacts: [ContactKey: NaiveAudience.Contact] = [:]
    /// The audience as somebody has it who only ever heard of changes.
    private var table: [AudienceID: MergedIdentity] = [:]
    private var orphans: [AudienceID: AudienceID] = [:]
    /// Every change so far.
    private var past: [ContactChange] = []
    private var graph: IdentityGraph
    private var generator: SeededGenerator
    private var nextNumber: Int64 = 1
    private let salt: IdentitySalt
    private let sources: Int
    private let userIDs: Int

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
        salt = IdentitySalt(generator.next(), generator.next())
        sources = Int.random(in: 1...4, using: &generator)
        userIDs = Int.random(in: 2...14, using: &generator)
        rules = RandomIdentity.rules(&generator)
        graph = IdentityGraph(rules: rules, salt: salt)
    }

    /// Does something at random, and compares all there is.
    mutating func step() {
        switch Int.random(in: 0..<20, using: &generator) {
        case 0: removeSource()
        case 1: changeRules()
        case 2: replay()
        default: apply((0..<Int.random(in: 1...5, using: &generator)).map { _ in randomChange() })
        }
        check()
    }

    // MARK: Steps

    private mutating func randomChange() -> ContactChange {
        let key = RandomIdentity.contact(sources: sources, userIDs: userIDs, &generator)
        if Int.random(in: 0..<4, using: &generator) == 0 { return .remove(key) }
        let number = contacts[key]?.number ?? nextNumber
        nextNumber += 1
        return .upsert(key, number: number, values: RandomIdentity.values(&generator))
    }

    private mutating func apply(_ changes: [ContactChange]) {
        past += changes
        for change in changes {
            switch change {
            case .upsert(let key, let number, let values):
                if contacts[key] == nil { orphans[graph.names.id(of: key)] = nil }
                contacts[key] = NaiveAudience.Contact(number: number, values: values)
            case .remove(let key): contacts[key] = nil
            }
        }
        take(graph.apply(changes))
    }

    /// Removes a data source in slices.
    private mutating func removeSource() {
        let numbers = 1...Int64(sources)
        let source = DataSourceNumber(Int64.random(in: numbers, using: &generator))
        contacts = contacts.filter { $0.key.source != source }
        while true {
            let slice = graph.removeContacts(of: source, limit: 3)
            take(slice.change)
            if slice.removed < 3 { break }
        }
    }

    private mutating func replay() {
        guard let change = past.randomElement(using: &generator) else { return }
        apply([change, change])
        if !graph.apply([change]).isEmpty { problems.append("a replay changed something") }
    }

    /// Puts other rules in force, by a graph filled from nothing in another order.
    private mutating func changeRules() {
        rules = RandomIdentity.rules(&generator)
        let new = rebuilt()
        let impact = RuleImpact(from: graph, to: new)
        var changed = 0
        let comparison = GraphComparison(from: graph, to: new)
        comparison.forEachRetiredID { table[$0.id] = nil }
        comparison.forEachChange { identity, _ in
            changed += 1
            table[identity.id] = identity
        }
        if impact.changed != changed || impact.identitiesAfter != new.statistics.identities {
            problems.append("the impact is \(impact), but \(changed) changed")
        }
        checkImpact(impact, from: graph, to: new)
        graph = new
    }

    private mutating func rebuilt() -> IdentityGraph {
        var new = IdentityGraph(rules: rules, salt: salt)
        let all = contacts.map {
            ContactChange.upsert($0.key, number: $0.value.number, values: $0.value.values)
        }.shuffled(using: &generator)
        if Bool.random(using: &generator) {
            _ = new.apply(all)
        } else {
            for change in all { _ = new.apply([change]) }
        }
        return new
    }

    private mutating func take(_ change: IdentityChange) {
        for retired in change.retired {
            if table.removeValue(forKey: retired.id) == nil {
                problems.append("\(retired.id) was retired without having been there")
            }
        }
        for identity in change.changed {
            if table[identity.id] == identity { problems.append("\(identity.id) did not change") }
            table[identity.id] = identity
        }
        for orphan in change.orphans { orphans[orphan.alias] = orphan.heir }
        for retired in change.retired {
            if let heir = retired.heir, table[heir] == nil {
                problems.append("\(retired.id) has the heir \(heir), which is not there")
            }
        }
    }

    // MARK: Checks

    private mutating func check() {
        let naive = NaiveAudience(contacts, rules: rules, salt: salt)
        let expected = naive.text
        let actual = NaiveAudience.text(graph)
        if actual != expected { problems.append("expected\n\(expected)\ngot\n\(actual)") }
        let reported = table.values.sorted { $0.id < $1.id }.map(NaiveAudience.line)
        if reported.joined(separator: "\n") != expected {
            problems.append("reported \(reported) in place of \(expected)")
        }
        let figures = graph.statistics
        let overMerged = naive.identities.filter(\.isOverMerged).reduce(0) { $0 + $1.members.count }
        if figures.contacts != contacts.count || figures.identities != naive.identities.count
            || figures.crowdedValues != naive.crowded.count
            || figures.overMergedContacts != overMerged
        {
            problems.append("the figures are \(figures)")
        }
        checkNames(naive)
        checkExplanations(naive)
    }

    /// Every member's id leads to its identity, and every orphan's to a contact or to nobody.
    private mutating func checkNames(_ naive: NaiveAudience) {
        for identity in naive.identities {
            let id = graph.names.id(of: identity.members[0])
            for member in identity.members
            where graph.identity(of: graph.names.id(of: member))?.id != id
                || graph.audienceID(of: member) != id
            {
                problems.append("\(member) does not lead to \(id)")
            }
        }
        for start in orphans.keys {
            var id = start
            var steps = 0
            while graph.identity(of: id) == nil, let heir = orphans[id], steps < 1000 {
                id = heir
                steps += 1
            }
            if steps == 1000 { problems.append("the heirs of \(start) go round in a circle") }
        }
    }

    /// The joins of an identity are a tree over its members, of values that both ends have.
    private mutating func checkExplanations(_ naive: NaiveAudience) {
        guard let identity = naive.identities.randomElement(using: &generator),
            let explanation = graph.explanation(of: identity.members[0])
        else { return }
        let maker = graph.maker
        var keys: [Int64: Set<MergeKey>] = [:]
        for member in identity.members {
            guard let contact = contacts[member] else { continue }
            keys[contact.number] = Set(maker.keys(of: member, contact.values))
        }
        var groups = keys.keys.map { Set([$0]) }
        for join in explanation.joins {
            if keys[join.contact]?.contains(join.key) != true
                || keys[join.other]?.contains(join.key) != true
            {
                problems.append("\(join) is not of a shared value")
            }
            let touched = groups.filter { $0.contains(join.contact) || $0.contains(join.other) }
            if touched.count != 2 { problems.append("\(join) joins nothing") }
            groups.removeAll { touched.contains($0) }
            groups.append(touched.reduce(into: []) { $0.formUnion($1) })
        }
        if groups.count != 1 { problems.append("\(explanation) does not explain \(identity)") }
    }

    private mutating func checkImpact(
        _ impact: RuleImpact,
        from old: IdentityGraph,
        to new: IdentityGraph
    ) {
        var identities: [[Set<Int64>]] = [[], []]
        old.forEachIdentity { identities[0].append(Set($0.members)) }
        new.forEachIdentity { identities[1].append(Set($0.members)) }
        func mixed(_ these: [Set<Int64>], _ those: [Set<Int64>]) -> Int {
            these.filter { one in those.filter { !$0.isDisjoint(with: one) }.count > 1 }.count
        }
        if impact.merges != mixed(identities[1], identities[0])
            || impact.splits != mixed(identities[0], identities[1])
            || impact.largest.first?.members.count != identities[1].map(\.count).max()
        {
            problems.append("the impact is \(impact)")
        }
    }

    /// Every change so far in another order, except that each contact's keep theirs.
    mutating func shuffled() -> (text: String, expected: String) {
        var lines: [ContactKey: [ContactChange]] = [:]
        for (key, contact) in contacts {
            lines[key] = [.upsert(key, number: contact.number, values: contact.values)]
        }
        for change in past.reversed() {
            let key: ContactKey
            switch change {
            case .upsert(let contact, _, _), .remove(let contact): key = contact
            }
            lines[key, default: [.remove(key)]].append(change)
        }
        var other = IdentityGraph(rules: rules, salt: salt)
        while let key = lines.keys.sorted().randomElement(using: &generator) {
            guard let change = lines[key]?.popLast() else {
                lines[key] = nil
                continue
            }
            _ = other.apply([change])
        }
        return (audience(other).joined(separator: "\n"), audience(graph).joined(separator: "\n"))
    }

    /// The whole audience with its values, every octet.
    private mutating func audience(_ graph: IdentityGraph) -> [String] {
        var people: [Int64: IdentityMember] = [:]
        for (key, contact) in contacts {
            let time = Timestamp(seconds: contact.number % 3)
            people[contact.number] = IdentityMember(
                key: key,
                values: Dictionary(grouping: contact.values, by: \.attribute).map { name, values in
                    let texts = values.map { AttributeValue.text($0.text) }
                    return SourceValue(name, .list(texts), writtenAt: time)
                }.shuffled(using: &generator),
                createdAt: time,
                updatedAt: Timestamp(seconds: contact.number)
            )
        }
        let rules = ConsolidationRules(sources: [
            DataSourceNumber(1): .init(uid: "crm", priority: 1),
            DataSourceNumber(2): .init(uid: "shop", priority: 2),
        ])
        let consolidation = Consolidation(rules: rules, names: graph.names)
        var identities: [MergedIdentity] = []
        var place: Int? = 0
        while let start = place {
            let (part, next) = graph.identities(from: start, limit: 3)
            identities += part
            place = next
        }
        return identities.sorted { $0.id < $1.id }.map { identity in
            let members = identity.members.compactMap { people[$0] }.shuffled(using: &generator)
            let contact = consolidation.contact(of: members, graph.names)
            return "\(NaiveAudience.line(identity)) \(contact?.encoded ?? [])"
        }
    }
}
