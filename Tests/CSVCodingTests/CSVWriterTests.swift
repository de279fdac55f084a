import CSVCoding
import Testing

@Suite struct CSVWriterTests {
    @Test(arguments: [
        (["a", "b c", "ñ"], "a,b c,ñ\r\n"),
        (
            ["a,b", "say \"hi\"", "x\ny", "x\ry"],
            "\"a,b\",\"say \"\"hi\"\"\",\"x\ny\",\"x\ry\"\r\n"
        ),
        ([""], "\"\"\r\n"),
        (["", ""], ",\r\n"),
        ([], ""),
        (["=1+1", "+34", "-1", "@x"], "=1+1,+34,-1,@x\r\n"),
    ])
    func `only what must be quoted is`(fields: [String], text: String) {
        var writer = CSVWriter()
        writer.row(["head"])
        writer.row(fields)
        #expect(String(decoding: writer.bytes, as: UTF8.self) == "head\r\n" + text)
    }

    @Test func `the first row does not mislead a reader that guesses`() {
        var writer = CSVWriter(lineEnd: .lf)
        writer.row(["\u{FEFF}a", "b;c;d", "e\tf", "g|h"])
        writer.row(["\u{FEFF}a", "b;c;d", "e\tf", "g|h"])
        let text = "\"\u{FEFF}a\",\"b;c;d\",\"e\tf\",\"g|h\"\n\u{FEFF}a,b;c;d,e\tf,g|h\n"
        #expect(writer.bytes == Array(text.utf8))
    }

    @Test func `what looks like a formula gets an apostrophe when asked`() {
        var writer = CSVWriter(lineEnd: .lf, isSpreadsheetSafe: true)
        writer.row(["=1+1", "+34", "-1", "@x", "\tx", "\rx", "a=1", "=\"a\",b"])
        let text = "'=1+1,'+34,'-1,'@x,\"'\tx\",\"'\rx\",a=1,\"'=\"\"a\"\",b\"\n"
        #expect(String(decoding: writer.bytes, as: UTF8.self) == text)
    }

    @Test func `whole rows can be taken while one is written`() {
        var writer = CSVWriter(lineEnd: .lf)
        writer.row(["a", "b"])
        writer.field("c")
        #expect(writer.takeRows() == Array("a,b\n".utf8))
        writer.field("")
        writer.endRow()
        #expect(writer.takeRows() == Array("c,\n".utf8))
        #expect(writer.takeRows().isEmpty)
        writer.row([""])
        #expect(writer.takeRows() == Array("\"\"\n".utf8))
    }
}
