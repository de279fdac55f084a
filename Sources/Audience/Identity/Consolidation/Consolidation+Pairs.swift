public import Attributes

extension Consolidation {
    /// The consolidated values of members without their origins, in no order.
    ///
    /// The same values as ``values(of:)``. Most identities have one member, whose values need no
    /// comparison: then it takes a third of the time.
    public func pairs(of members: [IdentityMember]) -> [(key: String, value: AttributeValue)] {
        guard let only = members.first, members.count == 1 else {
            return values(of: members).map { (key: $0.attribute, value: $0.value) }
        }
        var pairs: [(key: String, value: AttributeValue)] = []
        pairs.reserveCapacity(only.values.count + 6)
        pairs.append(("_user_id", .text(only.key.userID)))
        for value in only.values where !Consolidation.isOwn(value.attribute) {
            pairs.append((value.attribute, alone(value, only.key)))
        }
        let name = pairs.contains { $0.key == "_full_name" } ? nil : fullName(pairs)
        pairs += facts([(id: names.id(of: only.key), contact: only)])
        if let name { pairs.append(("_full_name", name)) }
        return pairs
    }

    /// A value without competing ones; in a list that is united, each element stays once.
    private func alone(_ value: SourceValue, _ contact: ContactKey) -> AttributeValue {
        guard case .union(let limit) = rules.rule(of: value.attribute) else { return value.value }
        let candidate = Candidate(
            contact: contact,
            value: value.value,
            writtenAt: value.writtenAt
        )
        return union(value.attribute, [candidate], limit: limit).value
    }

    private func fullName(_ pairs: [(key: String, value: AttributeValue)]) -> AttributeValue? {
        Consolidation.fullName(
            ["_first_name", "_last_name"].compactMap { name in
                pairs.first { $0.key == name }?.value
            }
        )
    }
}
