import Attributes

/// The contacts of a project, in chunks of 16,384 in order of arrival.
///
/// A contact has a serial number, from 1 and never reused. When neighbouring chunks become sparse
/// they are merged, so that memory follows the number of contacts.
struct ContactTable {
    private(set) var list = ColumnList()
    private(set) var chunks: [Chunk] = []
    private(set) var count = 0
    /// Chunk and row of each serial number; ``nowhere`` for removed ones.
    ///
    /// Number 0 is unused.
    private var places: [UInt32] = [ContactTable.nowhere]

    /// For each column, the count of the last replacement that had a value for it.
    private var rounds: [UInt64] = []
    private var round: UInt64 = 0

    private static let nowhere = UInt32.max
    private static let rowBits = UInt32(RowMask.rows.trailingZeroBitCount)

    /// A chunk of contacts, in order of their serial numbers.
    final class Chunk {
        fileprivate(set) var serials: [UInt32] = []
        fileprivate(set) var alive = Bits()
        fileprivate(set) var aliveCount = 0
        fileprivate(set) var values = VectorList()

        var count: Int { serials.count }
        var everyone: RowMask { RowMask(alive, count: count) }

        /// The serial number of the first row, if the others follow without a gap.
        private var start: Int? {
            guard let first = serials.first, let last = serials.last else { return nil }
            return Int(last - first) == count - 1 ? Int(first) : nil
        }

        /// The rows of the contacts in a set of serial numbers.
        func rows(in set: Bits) -> RowMask {
            if let start { return RowMask(count: count) { set.word(from: start + $0) } }
            return RowMask(count: count, testing: count) { set[Int(serials[$0])] }
        }

        /// Adds the serial numbers of rows to a set that has room for them.
        func insert(_ rows: RowMask, into set: inout Bits) {
            guard let start else {
                return rows.forEach { set.insertWithinRoom(Int(serials[$0])) }
            }
            for (index, word) in rows.words.enumerated() where word != 0 {
                set.insertWithinRoom(word, from: start + index * 64)
            }
        }
    }

    /// The highest serial number so far.
    var lastSerial: UInt32 { UInt32(places.count - 1) }

    mutating func define(_ name: String, _ type: DataType) {
        guard let (index, old) = list.define(name, type) else { return }
        for chunk in chunks { chunk.values.convert(index, from: old, to: list.columns[index]) }
    }

    mutating func undefine(_ name: String) {
        guard let index = list.undefine(name) else { return }
        for chunk in chunks { chunk.values.drop(index) }
    }

    /// Whether a contact has a value of the attribute.
    func uses(_ name: String) -> Bool {
        guard let index = list.index(of: name) else { return false }
        return chunks.contains { chunk in
            guard let vector = chunk.values[index] else { return false }
            return (0..<chunk.count).contains { vector.has($0) }
        }
    }

    // MARK: Changes

    mutating func insert() -> UInt32 {
        if chunks.last.map({ $0.count == RowMask.rows }) ?? true { chunks.append(Chunk()) }
        let index = chunks.count - 1
        let chunk = chunks[index]
        let serial = UInt32(places.count)
        places.append(UInt32(index) << ContactTable.rowBits | UInt32(chunk.count))
        chunk.alive[chunk.count] = true
        chunk.serials.append(serial)
        chunk.aliveCount += 1
        count += 1
        return serial
    }

    /// Sets or clears a value of a contact, if the project has the attribute and the contact.
    func set(_ value: AttributeValue?, _ column: Int, of serial: UInt32) {
        guard let (chunk, row) = place(serial) else { return }
        let owner = list.columns[column]
        chunk.values.set(owner.accepted(value), at: row, owner, column)
    }

    /// Replaces all values of a contact.
    mutating func replace(
        _ serial: UInt32,
        with values: [(key: String, value: AttributeValue)]
    ) {
        guard let (chunk, row) = place(serial) else { return }
        round &+= 1
        if rounds.count < list.columns.count {
            rounds = Array(repeating: 0, count: list.columns.count)
        }
        for (name, value) in values {
            guard let index = list.index(of: name) else { continue }
            let column = list.columns[index]
            chunk.values.set(column.accepted(value), at: row, column, index)
            rounds[index] = round
        }
        for index in chunk.values.vectors.indices where rounds[index] != round {
            chunk.values.clear(row, list.columns[index], index)
        }
    }

    func value(_ column: Int, of serial: UInt32) -> AttributeValue? {
        guard let (chunk, row) = place(serial) else { return nil }
        let owner = list.columns[column]
        return chunk.values[column]?.value(at: row, owner.type, owner.pool)
    }

    /// Removes a contact; false when it does not exist.
    mutating func remove(_ serial: UInt32) -> Bool {
        guard let (chunk, row) = place(serial) else { return false }
        for index in chunk.values.vectors.indices {
            chunk.values.clear(row, list.columns[index], index)
        }
        let index = Int(places[Int(serial)] >> ContactTable.rowBits)
        places[Int(serial)] = ContactTable.nowhere
        chunk.alive[row] = false
        chunk.aliveCount -= 1
        count -= 1
        if chunk.aliveCount * 3 < RowMask.rows { merge(around: index) }
        return true
    }

    func contains(_ serial: UInt32) -> Bool { place(serial) != nil }

    /// Rebuilds the text pools that are mostly unused.
    func tidy() {
        for (index, column) in list.columns.enumerated() {
            column.tidy { chunks.compactMap { $0.values[index] } }
        }
    }

    private func place(_ serial: UInt32) -> (Chunk, row: Int)? {
        guard serial < places.count, places[Int(serial)] != ContactTable.nowhere else { return nil }
        let place = places[Int(serial)]
        return (chunks[Int(place >> ContactTable.rowBits)], Int(place) & (RowMask.rows - 1))
    }

    // MARK: Sparse chunks

    /// Merges a sparse chunk with a sparse neighbour; the last chunk still grows, and is left
    /// alone.
    private mutating func merge(around index: Int) {
        guard index < chunks.count - 1 else { return }
        let neighbours = [
            chunks[..<index].lastIndex { $0.count > 0 },
            chunks[(index + 1)..<(chunks.count - 1)].firstIndex { $0.count > 0 },
        ]
        for case let neighbour? in neighbours {
            let (first, second) = (min(index, neighbour), max(index, neighbour))
            let together = chunks[first].aliveCount + chunks[second].aliveCount
            guard together * 4 <= RowMask.rows * 3 else { continue }
            let merged = Chunk()
            move(chunks[first], to: merged, at: first)
            move(chunks[second], to: merged, at: first)
            chunks[first] = merged
            // An empty chunk is kept, so that the numbers of later chunks stay the same.
            chunks[second] = Chunk()
            return
        }
        if chunks[index].aliveCount == 0 { chunks[index] = Chunk() }
    }

    private mutating func move(_ source: Chunk, to target: Chunk, at index: Int) {
        source.everyone.forEach { row in
            let serial = source.serials[row]
            for (number, column) in list.columns.enumerated() {
                guard let vector = source.values[number],
                    let value = vector.value(at: row, column.type, column.pool)
                else { continue }
                target.values.set(value, at: target.count, column, number)
                source.values.set(nil, at: row, column, number)
            }
            places[Int(serial)] = UInt32(index) << ContactTable.rowBits | UInt32(target.count)
            target.alive[target.count] = true
            target.serials.append(serial)
            target.aliveCount += 1
        }
    }

    var memoryBytes: Int {
        places.capacity * 4 + list.columns.reduce(0) { $0 + $1.pool.memoryBytes }
            + chunks.reduce(0) { total, chunk in
                total + chunk.serials.capacity * 4 + chunk.alive.bytes + chunk.values.memoryBytes
            }
    }
}
