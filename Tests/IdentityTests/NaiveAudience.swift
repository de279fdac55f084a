import Identity

/// The audience worked out from nothing, with as little cleverness as can be.
///
/// It shares with the product only the ids and the order that hashes give to values.
struct NaiveAudience {
    struct Contact {
        var number: Int64
        var values: [MergeValue]
    }

    struct Identity: Hashable {
        let members: [ContactKey]
        let isOverMerged: Bool
    }

    struct Value: Hashable {
        let rank: Int
        let text: String
    }

    let identities: [Identity]
    let crowded: Set<Value>
    private let contacts: [ContactKey: Contact]
    private let names: IdentityNames

    init(_ contacts: [ContactKey: Contact], rules: MergeRules, salt: IdentitySalt) {
        self.contacts = contacts
        let names = IdentityNames(salt: salt)
        self.names = names
        var holders: [Value: Set<ContactKey>] = [:]
        for (key, contact) in contacts {
            for value in Self.values(of: key, contact, rules) {
                holders[value, default: []].insert(key)
            }
        }
        let crowded = Set(
            holders.filter { $0.value.count > rules.attributes[$0.key.rank].contactsPerValue }.keys
        )
        self.crowded = crowded
        let active = holders.filter { $0.value.count > 1 && !crowded.contains($0.key) }
        let components = Self.union(contacts.keys.map { [$0] }, active.values.map { $0 })
        var found: [Identity] = []
        for component in components {
            let own = active.filter { !$0.value.isDisjoint(with: component) }
            let isOverMerged = component.count > rules.contactsPerIdentity
            let groups =
                isOverMerged
                ? Self.union(
                    component.map { [$0] },
                    own.filter { $0.key.rank == 0 }.map { $0.value }
                ) : Self.divide(component, own, rules, salt)
            found += groups.map { group in
                let members = group.sorted {
                    ($0.source, names.id(of: $0)) < ($1.source, names.id(of: $1))
                }
                return Identity(members: members, isOverMerged: isOverMerged)
            }
        }
        identities = found.sorted { names.id(of: $0.members[0]) < names.id(of: $1.members[0]) }
    }

    /// One line an identity, in order of id.
    var text: String {
        identities.map { identity in
            Self.line(
                MergedIdentity(
                    id: names.id(of: identity.members[0]),
                    members: identity.members.map { contacts[$0]?.number ?? -1 },
                    isOverMerged: identity.isOverMerged
                )
            )
        }.joined(separator: "\n")
    }

    static func line(_ identity: MergedIdentity) -> String {
        "\(identity.id) \(identity.members)\(identity.isOverMerged ? " over-merged" : "")"
    }

    /// What the graph says, in the same form.
    static func text(_ graph: IdentityGraph) -> String {
        var identities: [MergedIdentity] = []
        graph.forEachIdentity { identities.append($0) }
        return identities.sorted { $0.id < $1.id }.map(line).joined(separator: "\n")
    }

    static func values(
        of key: ContactKey,
        _ contact: Contact,
        _ rules: MergeRules
    ) -> Set<Value> {
        var values: Set<Value> = []
        for value in [MergeValue("_user_id", key.userID)] + contact.values {
            for (rank, attribute) in rules.attributes.enumerated()
            where attribute.name == value.attribute {
                if rank == 0, value.text != key.userID { continue }
                var text = value.text.split(separator: " ").joined(separator: " ")
                if attribute.normalisation == .email { text = text.lowercased() }
                if text.isEmpty || isBlocked(text.lowercased(), rules.blocked) { continue }
                values.insert(Value(rank: rank, text: text))
            }
        }
        return values
    }

    private static func isBlocked(_ text: String, _ blocked: BlockedValues) -> Bool {
        if blocked.blocksZeros, text.allSatisfy({ "0+-._() ".contains($0) }) { return true }
        if blocked.exact.contains(text) { return true }
        // The histories use patterns with a single star at the end only.
        return blocked.patterns.contains { text.hasPrefix($0.dropLast()) }
    }

    /// Merges sets that the joins touch, until nothing changes.
    private static func union(
        _ sets: [Set<ContactKey>],
        _ joins: [Set<ContactKey>]
    ) -> [Set<ContactKey>] {
        joins.reduce(into: sets) { sets, join in
            let touched = sets.filter { !$0.isDisjoint(with: join) }
            sets.removeAll { !$0.isDisjoint(with: join) }
            sets.append(touched.reduce(into: []) { $0.formUnion($1) })
        }
    }

    private static func divide(
        _ component: Set<ContactKey>,
        _ active: [Value: Set<ContactKey>],
        _ rules: MergeRules,
        _ salt: IdentitySalt
    ) -> [Set<ContactKey>] {
        let maker = MergeKeyMaker(rules: rules, names: IdentityNames(salt: salt))
        let ordered = active.compactMap { value, holders in
            maker.key(of: MergeValue(rules.attributes[value.rank].name, value.text))
                .map { ($0, holders) }
        }.sorted { $0.0 < $1.0 }
        var groups = component.map { Set([$0]) }
        for (_, holders) in ordered {
            let touched = groups.filter { !$0.isDisjoint(with: holders) }.joined()
            let persons = Set(
                touched.filter { rules.authoritative.contains($0.source) }.compactMap { key in
                    values(of: key, Contact(number: 0, values: []), rules).first?.text
                }
            )
            if persons.count < 2 { groups = union(groups, [holders]) }
        }
        return groups
    }
}
