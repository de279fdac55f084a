import AccountsModel
import Attributes
import AudienceModel
import CSVCoding
import Essentials
import JSONCoding
import TestSupport
import Testing

@testable import Audience

/// Rows are read once each, however the content is cut and wherever the reading stops.
@Suite struct ImportSessionTests {
    /// What is known of one row: its number, and its item or what is wrong with it.
    private static func text(_ row: RowReader.Row) -> String {
        switch row {
        case .cells(let cells): "\(cells.number): \(cells.joined(separator: "|"))"
        case .value(let number, let value): "\(number): \(value)"
        case .fault(let fault): "\(fault.row): \(fault.code)"
        }
    }

    @Test(arguments: [RowFormat.csv, .ndjson], Array(1...150) as [UInt64])
    func `a reader that stopped anywhere is followed by another one without a seam`(
        format: RowFormat,
        seed: UInt64
    ) throws {
        var generator = SeededGenerator(seed: seed)
        let bytes = Self.file(format, &generator)
        let expected = Self.rows(bytes, format)
        var job = Self.job(format)
        var found: [String] = []
        var session = RowFeed(job, bytes, &generator)
        while let batch = session.next(&generator) {
            found += batch.rows.map(Self.text)
            job.progress.bytesRead = batch.end.byteOffset
            job.progress.row = batch.end.row
            if job.header == nil, format == .csv, !batch.rows.isEmpty {
                job.header = ImportHeader(delimiter: ",", columns: [])
            }
            // A kill: all that is left is what was stored.
            if Int.random(in: 0..<3, using: &generator) == 0 {
                session = RowFeed(job, bytes, &generator)
            }
        }
        #expect(found == expected, "seed \(seed)")
        #expect(job.progress.bytesRead == bytes.count)
    }

    private static func job(_ format: RowFormat) -> ImportJob {
        ImportJob(
            id: ObjectID(high: 1, low: 1),
            project: ProjectID(1),
            dataSource: ObjectID(high: 1, low: 2),
            plan: ImportPlan(.contacts, format, delimiter: format == .csv ? "," : nil),
            actor: "test",
            createdAt: Timestamp(seconds: 0)
        )
    }

    /// All rows, read in one go.
    private static func rows(_ bytes: [UInt8], _ format: RowFormat) -> [String] {
        var reader = RowReader(job(format))
        reader.feed(bytes)
        reader.finish()
        var rows: [String] = []
        while let row = reader.next() { rows.append(text(row)) }
        return rows
    }

    private static func file(
        _ format: RowFormat,
        _ generator: inout SeededGenerator
    ) -> [UInt8] {
        let pieces: [String] =
            format == .csv
            ? ["a", ",", "\"", "\n", "\r\n", "\r", "\"\"", "é", "\"x\ny\"", "b,c\n", "\u{FEFF}"]
            : ["{\"a\":1}", "\n", "\r\n", "[]", "{", " ", "\"é\"", "7\n", "\u{FEFF}"]
        var bytes: [UInt8] = []
        for _ in 0..<Int.random(in: 0...120, using: &generator) {
            let isBroken = Int.random(in: 0..<40, using: &generator) == 0
            let piece = pieces.randomElement(using: &generator) ?? ""
            bytes += isBroken ? [0xFF] : Array(piece.utf8)
        }
        return bytes
    }
}

/// Feeds a file to what collects batches, in pieces of random sizes.
private struct RowFeed {
    private var reader: RowCollector
    private let bytes: [UInt8]
    private var fed: Int

    init(_ job: ImportJob, _ bytes: [UInt8], _ generator: inout SeededGenerator) {
        reader = RowCollector(job)
        self.bytes = bytes
        fed = job.progress.bytesRead
        feed(&generator)
    }

    private mutating func feed(_ generator: inout SeededGenerator) {
        let end = min(fed + Int.random(in: 0...20, using: &generator), bytes.count)
        reader.feed(Array(bytes[fed..<end]), isLast: end == bytes.count)
        fed = end
    }

    /// The next batch; nil at the end of the file.
    mutating func next(_ generator: inout SeededGenerator) -> RowCollector.Batch? {
        while true {
            let limit = Int.random(in: 1...5, using: &generator)
            if let batch = reader.collect(atMost: limit, bytes: 1 << 18) { return batch }
            if reader.isAtEnd { return nil }
            feed(&generator)
        }
    }
}
