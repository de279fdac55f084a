/// Derives a project's names: the ids of contacts and the keys of merge values.
public struct IdentityNames: Sendable {
    private let salt: IdentitySalt
    private let contactSalt: IdentitySalt
    private let checkSalt: IdentitySalt
    private let valueSalt: IdentitySalt

    /// Creates the names for a salt.
    public init(salt: IdentitySalt) {
        self.salt = salt
        contactSalt = salt.derived(for: "contact")
        checkSalt = salt.derived(for: "check")
        valueSalt = salt.derived(for: "value")
    }

    /// The id of a source contact, which is also an alias of its audience contact.
    public func id(of contact: ContactKey) -> AudienceID { id(of: hash(of: contact)) }

    /// Whether the id can belong to this project at all.
    public func isGenuine(_ id: AudienceID) -> Bool {
        self.id(of: ContactHash(high: id.high, low: id.low)) == id
    }

    func hash(of contact: ContactKey) -> ContactHash {
        let word = UInt64(bitPattern: contact.source.number)
        let words = SipHash.hash(word, contact.userID, salt: contactSalt)
        return ContactHash(high: words.first, low: words.second)
    }

    func id(of contact: ContactHash) -> AudienceID {
        let words = SipHash.hash(contact.high, contact.low, salt: checkSalt)
        return AudienceID(high: contact.high, low: contact.low, check: words.first)
    }

    /// Represents the attribute in the hashes of its values.
    func word(ofAttribute name: String) -> UInt64 { SipHash.hash(name, salt: valueSalt).first }

    /// The key of a normalised value.
    func key(rank: UInt8, word: UInt64, value: String) -> MergeKey {
        let words = SipHash.hash(word, value, salt: valueSalt)
        return MergeKey(rank: rank, words: words)
    }
}

/// The salted hash of a source contact.
struct ContactHash: Hashable, Comparable, Sendable {
    let high: UInt64
    let low: UInt64

    static func < (left: ContactHash, right: ContactHash) -> Bool {
        left.high == right.high ? left.low < right.low : left.high < right.high
    }
}
