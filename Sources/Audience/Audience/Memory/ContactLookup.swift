import Attributes
import Collections
import Essentials
import Identity

/// Finds contacts of data sources by their user ids, phones, e-mails and other unique values.
struct ContactLookup: Sendable {
    /// The attributes that can be looked up besides `_user_id`.
    let attributes: Set<String>
    private var index = HashIndex()

    init(_ rules: MergeRules) {
        attributes = Set(rules.attributes.map(\.name)).union(["_email", "_phone_mobile"])
            .subtracting(["_user_id"])
    }

    /// The most contacts that are found for one value.
    static let mostMatches = 1000

    mutating func add(_ number: UInt32, _ userID: String, _ contact: StoredContact) {
        index.insert(number, under: Self.hash("_user_id", userID))
        for hash in hashes(of: contact) { index.insert(number, under: hash) }
    }

    mutating func remove(_ number: UInt32, _ userID: String, _ contact: StoredContact) {
        index.remove(number, under: Self.hash("_user_id", userID))
        for hash in hashes(of: contact) { index.remove(number, under: hash) }
    }

    /// Numbers of contacts that may have the value; the caller confirms them.
    func candidates(_ attribute: String, _ text: String) -> [UInt32] {
        index.all(under: Self.hash(attribute, text), limit: Self.mostMatches)
    }

    /// The memory of the index in bytes.
    var bytes: Int { index.bytes }

    /// Computed before the index changes: a closure that changes it while `self` is read would
    /// make Swift copy all of it.
    private func hashes(of contact: StoredContact) -> [UInt64] {
        var hashes: [UInt64] = []
        for value in contact.values where attributes.contains(value.attribute) {
            for text in value.value.texts { hashes.append(Self.hash(value.attribute, text)) }
        }
        return hashes
    }

    private static func hash(_ attribute: String, _ text: String) -> UInt64 {
        var hasher = Hasher()
        hasher.combine(attribute)
        hasher.combine(text)
        return UInt64(bitPattern: Int64(hasher.finalize()))
    }
}

extension AttributeValue {
    /// The value's elements as texts, for comparing and merging.
    var texts: [String] {
        switch self {
        case .text(let text): [text]
        case .integer(let number): [String(number)]
        case .decimal(let number):
            [Int64(exactly: number).map { String($0) } ?? number.description]
        case .bool(let flag): [flag ? "true" : "false"]
        case .date(let date): [date.iso8601]
        case .moment(let moment): [moment.preciseISO8601]
        case .coordinates, .payload: []
        case .list(let elements): elements.flatMap(\.texts)
        }
    }
}
