import AudienceModel

/// Collects the rows of a file into batches that end between two rows.
///
/// Only rows of returned batches count as read: another collector can continue after them.
struct RowCollector {
    /// Rows of one step, and the position after them.
    struct Batch {
        var rows: [RowReader.Row]
        var end: RowReader.Boundary
    }

    private var reader: RowReader
    /// The end of the last batch.
    private(set) var position: RowReader.Boundary
    /// The offset of the next content.
    private(set) var nextOffset: Int
    /// Whether all content was fed.
    private(set) var isFed = false
    /// Rows that were read before the start of the next one was known.
    private var waiting: [RowReader.Row] = []

    /// Creates a collector that continues where an import stands.
    init(_ job: ImportJob) {
        reader = RowReader(job)
        position = RowReader.Boundary(byteOffset: job.progress.bytesRead, row: job.progress.row)
        nextOffset = position.byteOffset
    }

    /// Whether all content was returned in batches.
    var isAtEnd: Bool { isFed && position.byteOffset == nextOffset && waiting.isEmpty }

    /// The delimiter; nil while unknown, and for formats without cells.
    var delimiter: Character? { reader.delimiter }

    /// Adds the next content.
    mutating func feed(_ content: [UInt8], isLast: Bool) {
        nextOffset += content.count
        reader.feed(content)
        guard isLast, !isFed else { return }
        isFed = true
        reader.finish()
    }

    /// The next rows; nil if there are none yet.
    mutating func collect(atMost limit: Int, bytes: Int) -> Batch? {
        let start = position
        var batch = Batch(rows: [], end: start)
        var isExhausted = false
        while batch.rows.count < limit, batch.end.byteOffset - start.byteOffset < bytes {
            guard let row = reader.next() else {
                isExhausted = true
                break
            }
            waiting.append(row)
            settle(reader.boundary, &batch)
        }
        // Blank lines are passed without a row, and the end of the content ends every row.
        settle(reader.boundary, &batch)
        if isExhausted, isFed {
            let last = max(waiting.last?.number ?? 0, batch.end.row)
            settle(RowReader.Boundary(byteOffset: nextOffset, row: last), &batch)
        }
        // The first row decides the delimiter, so nothing counts as read before it.
        if batch.rows.isEmpty, start.byteOffset == 0, !(isExhausted && isFed) { return nil }
        position = batch.end
        return batch.end == start ? nil : batch
    }

    private mutating func settle(_ place: RowReader.Boundary?, _ batch: inout Batch) {
        guard let place, place.byteOffset >= batch.end.byteOffset else { return }
        batch.rows += waiting
        waiting.removeAll(keepingCapacity: true)
        batch.end = place
    }
}
