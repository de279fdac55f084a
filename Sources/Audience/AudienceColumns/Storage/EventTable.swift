import Attributes
import Essentials
import Filters

/// The events of one type, in chunks of 16,384 in order of arrival.
final class EventTable {
    let type: String
    private(set) var list = ColumnList()
    private(set) var chunks: [Chunk] = []
    private(set) var count = 0

    init(_ type: String) { self.type = type }

    /// A chunk of events.
    final class Chunk {
        fileprivate(set) var sources: [UInt32] = []
        fileprivate(set) var ids: [Int64] = []
        /// When each happened, in microseconds.
        fileprivate(set) var dates: [Int64] = []
        /// When each was received, in microseconds.
        fileprivate(set) var created: [Int64] = []
        fileprivate(set) var values = VectorList()
        fileprivate(set) var dateRange: ClosedRange<Int64>?
        fileprivate(set) var createdRange: ClosedRange<Int64>?

        var count: Int { sources.count }
    }

    func define(_ name: String, _ type: DataType) {
        guard let (index, old) = list.define(name, type) else { return }
        for chunk in chunks { chunk.values.convert(index, from: old, to: list.columns[index]) }
    }

    func undefine(_ name: String) {
        guard let index = list.undefine(name) else { return }
        for chunk in chunks { chunk.values.drop(index) }
    }

    /// Whether an event of a present source has the parameter; with nil, whether there is one.
    func uses(_ name: String?, _ isPresent: (UInt32) -> Bool) -> Bool {
        let index = name.map { list.index(of: $0) }
        if case .some(nil) = index { return false }
        return chunks.contains { chunk in
            let vector = index.flatMap { $0 }.flatMap { chunk.values[$0] }
            if index != nil, vector == nil { return false }
            return (0..<chunk.count).contains { row in
                isPresent(chunk.sources[row]) && vector?.has(row) ?? true
            }
        }
    }

    /// The ids of events above one, in order, at most `limit`.
    func ids(after id: Int64, limit: Int) -> [Int64] {
        var found: [Int64] = []
        for chunk in chunks {
            guard let last = chunk.ids.last, last > id else { continue }
            for number in chunk.ids where number > id {
                guard found.count < limit else { return found }
                found.append(number)
            }
        }
        return found
    }

    /// Adds an event; parameters that the type does not define are ignored.
    func append(
        _ id: Int64,
        _ date: Timestamp,
        _ created: Timestamp,
        _ parameters: [(name: String, value: AttributeValue)],
        of source: UInt32
    ) {
        let chunk = openChunk()
        let row = chunk.count
        for (name, value) in parameters {
            guard let index = list.index(of: name) else { continue }
            let column = list.columns[index]
            chunk.values.set(column.accepted(value), at: row, column, index)
        }
        append(chunk, source, id, date.microseconds, created.microseconds)
        count += 1
    }

    private func openChunk() -> Chunk {
        if let last = chunks.last, last.count < RowMask.rows { return last }
        let chunk = Chunk()
        chunks.append(chunk)
        return chunk
    }

    private func append(
        _ chunk: Chunk,
        _ source: UInt32,
        _ id: Int64,
        _ date: Int64,
        _ created: Int64
    ) {
        chunk.sources.append(source)
        chunk.ids.append(id)
        chunk.dates.append(date)
        chunk.created.append(created)
        chunk.dateRange = chunk.dateRange.extended(to: date)
        chunk.createdRange = chunk.createdRange.extended(to: created)
    }

    /// Removes events, chunk by chunk, keeping the order.
    func drop(_ isGone: (Chunk, _ row: Int) -> Bool) {
        let old = chunks
        chunks = []
        count = 0
        for chunk in old {
            let hasGone = (0..<chunk.count).contains { isGone(chunk, $0) }
            if chunk.count == RowMask.rows, !hasGone {
                chunks.append(chunk)
                count += chunk.count
                continue
            }
            for row in 0..<chunk.count { move(row, of: chunk, unless: isGone) }
        }
        for (index, column) in list.columns.enumerated() {
            column.tidy { chunks.compactMap { $0.values[index] } }
        }
    }

    private func move(_ row: Int, of chunk: Chunk, unless isGone: (Chunk, Int) -> Bool) {
        let isKept = !isGone(chunk, row)
        let target = isKept ? openChunk() : nil
        for (index, column) in list.columns.enumerated() {
            guard let vector = chunk.values[index],
                let value = vector.value(at: row, column.type, column.pool)
            else { continue }
            target?.values.set(value, at: target?.count ?? 0, column, index)
            chunk.values.set(nil, at: row, column, index)
        }
        guard let target else { return }
        append(target, chunk.sources[row], chunk.ids[row], chunk.dates[row], chunk.created[row])
        count += 1
    }

    var memoryBytes: Int {
        list.columns.reduce(0) { $0 + $1.pool.memoryBytes }
            + chunks.reduce(0) { total, chunk in
                total + chunk.sources.capacity * 4 + chunk.ids.capacity * 8
                    + chunk.dates.capacity * 8 + chunk.created.capacity * 8
                    + chunk.values.memoryBytes
            }
    }
}

extension ClosedRange<Int64>? {
    fileprivate func extended(to number: Int64) -> ClosedRange<Int64> {
        guard let self else { return number...number }
        return Swift.min(self.lowerBound, number)...Swift.max(self.upperBound, number)
    }
}
