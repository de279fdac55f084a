/// A value of an attribute, as the contact has it.
public struct MergeValue: Hashable, Sendable {
    /// The attribute's uid.
    public let attribute: String
    /// The value as text.
    public let text: String

    /// Creates the value.
    public init(_ attribute: String, _ text: String) {
        self.attribute = attribute
        self.text = text
    }
}

/// Turns values into the keys by which they merge, or into nothing if they never merge.
public struct MergeKeyMaker: Sendable {
    /// The rules by which values merge.
    public let rules: MergeRules
    private let names: IdentityNames
    private let words: [UInt64]

    /// Prepares the keys of the rules' attributes.
    public init(rules: MergeRules, names: IdentityNames) {
        self.rules = rules
        self.names = names
        words = rules.attributes.map { names.word(ofAttribute: $0.name) }
    }

    /// The key of the value; nil if its attribute is not a merge attribute, or the value is
    /// blocked.
    public func key(of value: MergeValue) -> MergeKey? {
        guard let rank = rules.rank(of: value.attribute) else { return nil }
        return key(rank: rank, value.text)
    }

    /// The keys of a contact, each once, `_user_id` first; values of `_user_id` are ignored.
    public func keys(of contact: ContactKey, _ values: [MergeValue]) -> [MergeKey] {
        var keys: [MergeKey] = []
        keys.reserveCapacity(values.count + 1)
        if let key = key(rank: 0, contact.userID) { keys.append(key) }
        guard values.count <= MergeRules.valuesPerAttribute else {
            return keys + firstKeys(of: values)
        }
        for value in values {
            guard let rank = rules.rank(of: value.attribute), rank > 0,
                let key = key(rank: rank, value.text), !keys.contains(key)
            else { continue }
            keys.append(key)
        }
        return keys
    }

    /// The keys of values, of which there may be too many.
    private func firstKeys(of values: [MergeValue]) -> [MergeKey] {
        rules.attributes.indices.dropFirst().flatMap { rank in
            let attribute = rules.attributes[rank]
            let texts = Set(
                values.filter { $0.attribute == attribute.name }
                    .map { attribute.normalisation($0.text) }
                    .filter { !rules.blocked.contains($0) }
            )
            return texts.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
                .prefix(MergeRules.valuesPerAttribute)
                .map { names.key(rank: UInt8(rank), word: words[rank], value: $0) }
        }
    }

    private func key(rank: Int, _ text: String) -> MergeKey? {
        let normalised = rules.attributes[rank].normalisation(text)
        guard !rules.blocked.contains(normalised) else { return nil }
        return names.key(rank: UInt8(rank), word: words[rank], value: normalised)
    }
}
