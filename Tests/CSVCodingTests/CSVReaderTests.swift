import CSVCoding
import Testing

@Suite struct CSVReaderTests {
    @Test(arguments: [
        ("a,b\r\nc,d\r\n", [["a", "b"], ["c", "d"]]),
        ("a,b\nc,d", [["a", "b"], ["c", "d"]]),
        ("a,b\rc,d\r", [["a", "b"], ["c", "d"]]),
        ("a,b\n\r\n\n\nc,d", [["a", "b"], ["c", "d"]]),
        ("\"a\",\"b\"\n", [["a", "b"]]),
        ("\"a\"\"b\",\"c\nd\r\ne,f\"\n", [["a\"b", "c\nd\r\ne,f"]]),
        ("\"\"\"\",\"\"\n", [["\"", ""]]),
        (",\n,,\n", [["", ""], ["", "", ""]]),
        ("a,", [["a", ""]]),
        ("a,\"\"", [["a", ""]]),
        ("\"\"\n", [[""]]),
        ("5\" pipe,b\"\"c\n", [["5\" pipe", "b\"\"c"]]),
        (" a , \"b\" \n", [[" a ", " \"b\" "]]),
        ("\u{FEFF}a,b\n", [["a", "b"]]),
        ("\u{FEFF}\"a\",b\n", [["a", "b"]]),
        ("ñ,日本,👩‍👩‍👧\n", [["ñ", "日本", "👩‍👩‍👧"]]),
        ("", []),
        ("\u{FEFF}", []),
        ("\r\n", []),
    ])
    func `rows are read`(text: String, rows: [[String]]) {
        #expect(Reading(text, delimiter: .comma).rows == rows)
    }

    @Test(arguments: [
        ("a,b;c\n", CSVDelimiter.comma),
        ("a;b;c,d\n", .semicolon),
        ("a\tb\tc\n", .tab),
        ("a|b|c\n", .pipe),
        ("\"a;b;c\",d\n", .comma),
        ("\n\na;b\nc,d,e,f\n", .semicolon),
        ("name\nx;y;z\n", .comma),
        ("a;b", .semicolon),
        ("\u{FEFF}a;b\n", .semicolon),
        ("", .comma),
    ])
    func `the delimiter is guessed from the first row`(text: String, delimiter: CSVDelimiter) {
        var reader = CSVReader()
        reader.feed(Array(text.utf8))
        reader.finish()
        _ = try? reader.next()
        #expect(reader.delimiter == delimiter)
    }

    @Test func `rows know their number and where they begin`() throws {
        let reading = Reading("\u{FEFF}a,b\r\n\r\n\"x\ny\",z\r\nlast", delimiter: nil)
        #expect(reading.outcomes.map(\.number) == [1, 3, 4])
        #expect(reading.outcomes.map(\.byteOffset) == [3, 10, 19])
        #expect(reading.rows == [["a", "b"], ["x\ny", "z"], ["last"]])
    }

    @Test func `after a bad row reading goes on`() {
        let reading = Reading("a,b\n\"x\"y,z\nc,d\n\"open,\ne,f\n", delimiter: .comma)
        #expect(
            reading.outcomes == [
                .row(["a", "b"], number: 1, byteOffset: 0),
                .error(.textAfterQuote(CSVPosition(row: 2, column: 1, byteOffset: 7))),
                .row(["c", "d"], number: 3, byteOffset: 11),
                .error(.unclosedQuote(CSVPosition(row: 4, column: 1, byteOffset: 15))),
                .row(["e", "f"], number: 5, byteOffset: 22),
            ]
        )
    }

    @Test func `a stray quote costs its row, and no row that it seems to span`() {
        let reading = Reading("1,\"x\n2,b\n3,c\n4,\"D\"\n5,e\n", delimiter: .comma)
        #expect(reading.rows == [["2", "b"], ["3", "c"], ["4", "D"], ["5", "e"]])
        #expect(reading.errors.map(\.position.row) == [1])
    }

    @Test func `bytes that are not UTF-8 spoil their row alone`() {
        let bytes: [UInt8] =
            Array("a,b\nc,".utf8) + [0xC3, 0x2C, 0xA9, 0x0A] + Array("e,f\n".utf8)
        let reading = Reading(bytes, delimiter: .comma)
        #expect(
            reading.outcomes == [
                .row(["a", "b"], number: 1, byteOffset: 0),
                .error(.notUTF8(CSVPosition(row: 2, column: 2, byteOffset: 6))),
                .row(["e", "f"], number: 3, byteOffset: 10),
            ]
        )
    }

    @Test(arguments: [
        ("1234567,b\nc\n", CSVError.fieldTooLong(place(1, 0), limitBytes: 6)),
        ("a,\"12345\"\nc\n", .fieldTooLong(place(2, 2), limitBytes: 6)),
        ("a,\"12345\nc\n", .fieldTooLong(place(2, 2), limitBytes: 6)),
        ("12345,1234567\nc\n", .rowTooLong(place(2, 6), limitBytes: 10)),
        ("12345,1234,\nc\n", .rowTooLong(place(2, 6), limitBytes: 10)),
        ("1,2,3,4\nc\n", .tooManyColumns(place(4, 6), limit: 3)),
    ])
    func `what is beyond a limit spoils its row alone`(text: String, error: CSVError) {
        let limits = CSVLimits(fieldBytes: 6, rowBytes: 10, columns: 3)
        let reading = Reading(text, delimiter: .comma, limits: limits)
        #expect(reading.outcomes.first == .error(error))
        #expect(reading.rows == [["c"]])
    }

    @Test(arguments: ["123456,123\nc\n", "\"1234\",\"1\"\nc\n", "1,2,3\nc\n", "1234,12345"])
    func `what reaches a limit is within it`(text: String) {
        let limits = CSVLimits(fieldBytes: 6, rowBytes: 10, columns: 3)
        let reading = Reading(text, delimiter: .comma, limits: limits)
        #expect(reading.errors.isEmpty)
    }

    @Test func `an error says what and where`() {
        let error = CSVError.unclosedQuote(CSVPosition(row: 4, column: 2, byteOffset: 15))
        #expect(
            "\(error)" == "a quoted field has no closing quote, at row 4, column 2 (byte 15)"
        )
    }

    @Test func `a row gives texts, bytes and emptiness`() throws {
        var reader = CSVReader(delimiter: .comma)
        reader.feed(Array("a,,\"ñ\"\n".utf8))
        let row = try #require(try reader.next())
        #expect(Array(row) == ["a", "", "ñ"])
        #expect(Array(row.bytes(2)) == [0xC3, 0xB1])
        #expect(row.indices.map(row.isEmpty) == [false, true, false])
        let after = try reader.next()
        #expect(after == nil)
    }
}

private func place(_ column: Int, _ byteOffset: Int) -> CSVPosition {
    CSVPosition(row: 1, column: column, byteOffset: byteOffset)
}
