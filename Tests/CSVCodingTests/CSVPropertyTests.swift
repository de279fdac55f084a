import CSVCoding
import Essentials
import Testing

@Suite struct CSVPropertyTests {
    private static let pieces = [
        "a", "b", "7", " ", "ñ", "日", "👩‍👩‍👧", ",", ";", "\t", "|", "\"", "\"\"", "\r", "\n",
        "\r\n", "\u{FEFF}", "'", "=", "\0",
    ]

    private static func fields(_ generator: inout SeededGenerator) -> [String] {
        (0..<Int.random(in: 1...5, using: &generator)).map { _ in
            (0..<Int.random(in: 0...6, using: &generator))
                .map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
        }
    }

    @Test(arguments: CSVDelimiter.allCases, [CSVWriter.LineEnd.crlf, .lf])
    func `what is written is read back`(delimiter: CSVDelimiter, lineEnd: CSVWriter.LineEnd) {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<1_000 {
            let rows = (0..<4).map { _ in Self.fields(&generator) }
            var writer = CSVWriter(delimiter: delimiter, lineEnd: lineEnd)
            for row in rows { writer.row(row) }
            let read = Reading(writer.bytes, delimiter: delimiter)
            #expect(read.rows == rows)
            #expect(read.errors.isEmpty)
        }
    }

    @Test func `what is written with a header is read back without saying the delimiter`() {
        var generator = SeededGenerator(seed: 2)
        for delimiter in CSVDelimiter.allCases {
            for _ in 0..<500 {
                let rows = [["first", "second"]] + (0..<3).map { _ in Self.fields(&generator) }
                var writer = CSVWriter(delimiter: delimiter)
                for row in rows { writer.row(row) }
                #expect(Reading(writer.bytes, delimiter: nil).rows == rows)
            }
        }
    }

    @Test(arguments: 0..<400)
    func `where the pieces are cut changes nothing`(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        var text = (0..<Int.random(in: 0...40, using: &generator))
            .map { _ in Self.pieces.randomElement(using: &generator) ?? "" }.joined()
        if seed % 3 == 0 { text = "\u{FEFF}" + text }
        var bytes = Array(text.utf8)
        if seed % 5 == 0, !bytes.isEmpty {
            bytes[Int.random(in: bytes.indices, using: &generator)] = 0xC3
        }
        let limits =
            seed % 2 == 0 ? CSVLimits.standard : CSVLimits(fieldBytes: 5, rowBytes: 9, columns: 3)
        let delimiter: CSVDelimiter? = seed % 4 < 2 ? nil : .comma
        let whole = Reading(bytes, delimiter: delimiter, limits: limits).outcomes
        for cut in 0...bytes.count {
            let halves = [bytes[..<cut], bytes[cut...]]
            #expect(Reading(halves, delimiter: delimiter, limits: limits).outcomes == whole)
        }
        let single = bytes.indices.map { bytes[$0...$0] }
        #expect(Reading(single, delimiter: delimiter, limits: limits).outcomes == whole)
    }

    @Test(arguments: 0..<40)
    func `every line is in a row or in an error, as an independent reader finds them`(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        let pieces = ["a", "1", ",", ",", "\"", "\"", "\"\"", "\n", "\n", "\r\n", "\r", "ñ", "x,y"]
        var errors = 0
        for _ in 0..<500 {
            var bytes = (0..<Int.random(in: 0...30, using: &generator))
                .flatMap { _ in Array((pieces.randomElement(using: &generator) ?? "").utf8) }
            if Bool.random(using: &generator), !bytes.isEmpty {
                bytes[Int.random(in: bytes.indices, using: &generator)] = 0xC3
            }
            let expected = NaiveReader(bytes, delimiter: 0x2C).outcomes
            let found = Reading(bytes, delimiter: .comma).outcomes.map {
                if case .row(let fields, _, _) = $0 {
                    NaiveReader.Outcome.row(fields)
                } else {
                    NaiveReader.Outcome.error
                }
            }
            #expect(found == expected, "\(String(decoding: bytes, as: UTF8.self).debugDescription)")
            errors += expected.count { $0 == .error }
        }
        #expect(errors > 100)
    }

    @Test func `any bytes are rows or errors, in the order of the file`() {
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<3_000 {
            let bytes = (0..<Int.random(in: 0...60, using: &generator)).map { _ in
                Bool.random(using: &generator)
                    ? UInt8.random(in: 0...255, using: &generator)
                    : [0x22, 0x2C, 0x0A, 0x0D].randomElement(using: &generator) ?? 0x22
            }
            let numbers = Reading(bytes, delimiter: nil).outcomes.map(\.number)
            #expect(zip(numbers, numbers.dropFirst()).allSatisfy { $0 < $1 })
        }
    }
}
