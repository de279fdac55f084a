import Collections
import Essentials

/// The contacts of all data sources of a project, by number from 1; removed ones leave a hole.
///
/// Payloads are those of the store, about 200 bytes per contact, and are decoded when read.
struct ContactTable: Sendable {
    private var payloads: [[UInt8]] = [[]]
    private var userIDs: [String] = [""]
    private var sources: [UInt16] = [0]
    private var created: [Int64] = [0]
    private var updated: [Int64] = [0]
    /// Numbers by data source and user id.
    private var directory = HashIndex()
    /// The number of contacts of each data source, by the source's number.
    private(set) var counts: [UInt16: Int] = [:]

    /// The number of contacts.
    var count: Int { directory.count }

    /// The number of the next new contact.
    var next: UInt32 { UInt32(payloads.count) }

    /// The number of a contact; nil if there is none.
    func number(of userID: String, source: UInt16) -> UInt32? {
        directory.first(under: ContactTable.hash(userID, source)) { number in
            sources[Int(number)] == source && userIDs[Int(number)] == userID
        }
    }

    /// Whether a contact with the number exists.
    func contains(_ number: UInt32) -> Bool {
        Int(number) < sources.count && sources[Int(number)] != 0
    }

    /// The data source of a contact and its key there.
    func key(of number: UInt32) -> (source: UInt16, userID: String) {
        (sources[Int(number)], userIDs[Int(number)])
    }

    /// The stored form of the contact.
    func record(_ number: UInt32) -> Record? {
        guard contains(number) else { return nil }
        let index = Int(number)
        return Record(
            number: number,
            source: sources[index],
            userID: userIDs[index],
            payload: payloads[index],
            createdAt: Timestamp(microseconds: created[index]),
            updatedAt: Timestamp(microseconds: updated[index])
        )
    }

    /// Adds a contact, or replaces the one with that number.
    mutating func set(_ record: Record) {
        let index = Int(record.number)
        while payloads.count <= index {
            payloads.append([])
            userIDs.append("")
            sources.append(0)
            created.append(0)
            updated.append(0)
        }
        if sources[index] == 0 {
            directory.insert(record.number, under: Self.hash(record.userID, record.source))
            counts[record.source, default: 0] += 1
        }
        payloads[index] = record.payload
        userIDs[index] = record.userID
        sources[index] = record.source
        created[index] = record.createdAt.microseconds
        updated[index] = record.updatedAt.microseconds
    }

    /// Removes a contact.
    mutating func remove(_ number: UInt32) {
        guard contains(number) else { return }
        let index = Int(number)
        directory.remove(number, under: Self.hash(userIDs[index], sources[index]))
        counts[sources[index], default: 1] -= 1
        payloads[index] = []
        userIDs[index] = ""
        sources[index] = 0
    }

    /// Numbers of contacts of a data source above the given one, at most `limit`.
    func numbers(ofSource source: UInt16, after number: UInt32, limit: Int) -> [UInt32] {
        var found: [UInt32] = []
        var index = Int(number) + 1
        while index < sources.count, found.count < limit {
            if sources[index] == source { found.append(UInt32(index)) }
            index += 1
        }
        return found
    }

    private static func hash(_ userID: String, _ source: UInt16) -> UInt64 {
        .hash(Int(source), userID)
    }

    /// One contact of a data source.
    struct Record: Sendable {
        let number: UInt32
        /// The number of its data source within the project.
        let source: UInt16
        let userID: String
        var payload: [UInt8]
        let createdAt: Timestamp
        var updatedAt: Timestamp
    }
}
