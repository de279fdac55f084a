import Essentials
import JSONCoding
import Testing

@Suite struct JSONDocumentTests {
    @Test func `any value survives being written and read`() throws {
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<2000 {
            let value = randomValue(depth: 4, using: &generator)
            var writer = JSONWriter()
            writer.value(value)
            #expect(try JSONDocument.parse(writer.bytes) == value)
        }
    }

    @Test(arguments: [
        "", "{", "[1,]", "{\"a\":}", "nul", "\"\u{01}\"", "1 2", "{\"a\" 1}", "[1e999]", "'a'",
        "\u{FEFF}",
    ])
    func `bytes that are no document are refused`(text: String) {
        #expect(throws: JSONError.malformed) { try JSONDocument.parse(Array(text.utf8)) }
    }

    @Test func `bytes that are not UTF-8 are refused`() {
        #expect(throws: JSONError.malformed) { try JSONDocument.parse([0x22, 0xFF, 0x22]) }
    }

    @Test func `nesting stops at the limit`() throws {
        func nested(_ depth: Int) -> [UInt8] {
            Array(repeating: UInt8(ascii: "["), count: depth)
                + Array(repeating: UInt8(ascii: "]"), count: depth)
        }
        _ = try JSONDocument.parse(nested(64))
        #expect(throws: JSONError.tooDeep) { try JSONDocument.parse(nested(129)) }
        #expect(throws: JSONError.tooDeep) { try JSONDocument.parse(nested(500_000)) }
    }

    @Test func `random bytes never trap`() {
        var generator = SeededGenerator(seed: 3)
        let alphabet = Array("{}[],:\"\\u0d8trufalsen1.-e ".utf8)
        for _ in 0..<20_000 {
            let count = Int.random(in: 0..<40, using: &generator)
            let bytes = (0..<count).map { _ in
                alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
            }
            _ = try? JSONDocument.parse(bytes)
        }
    }

    @Test(arguments: [
        ("9223372036854775807", JSONValue.integer(.max)), ("9223372036854775808", 0x1p63),
        ("-9223372036854775809", -0x1p63), ("18446744073709551616", 0x1p64),
        ("-156284476797049435586560", -156_284_476_797_049_435_586_560.0),
    ])
    func `an integer beyond 64 bits is read as the nearest double`(
        text: String,
        value: JSONValue
    ) throws {
        let document = try JSONDocument.parse(Array(#"{"\"1":[\#(text)],"b":"\#(text)"}"#.utf8))
        #expect(document == ["\"1": [value], "b": .string(text)])
    }

    @Test func `of two members with one name the last counts`() throws {
        let value = try JSONDocument.parse(Array(#"{"a":1,"a":2}"#.utf8))
        guard case .object(let object) = value else { throw JSONError.malformed }
        #expect(object["a"] == .integer(2))
        #expect(object["b"] == nil)
    }

    private func randomValue(depth: Int, using generator: inout SeededGenerator) -> JSONValue {
        switch Int.random(in: 0..<(depth > 0 ? 8 : 6), using: &generator) {
        case 0: .null
        case 1: .bool(Bool.random(using: &generator))
        case 2: .integer(Int64.random(in: .min ... .max, using: &generator))
        case 3: .number(Double.random(in: -1e12...1e12, using: &generator))
        case 4, 5: .string(randomText(using: &generator))
        case 6:
            .array((0..<3).map { _ in randomValue(depth: depth - 1, using: &generator) })
        default:
            .object(
                JSONObject(
                    (0..<3).map { _ in
                        .init(
                            randomText(using: &generator),
                            randomValue(depth: depth - 1, using: &generator)
                        )
                    }
                )
            )
        }
    }

    private func randomText(using generator: inout SeededGenerator) -> String {
        var scalars = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0..<12, using: &generator) {
            let range: ClosedRange<UInt32> = Bool.random(using: &generator) ? 0...127 : 0...0x10FFFF
            if let scalar = Unicode.Scalar(UInt32.random(in: range, using: &generator)) {
                scalars.append(scalar)
            }
        }
        return String(scalars)
    }
}

@Suite struct JSONWriterTests {
    @Test(arguments: [
        (45_000, "0.045"), (0, "0"), (-1_500_000, "-1.5"), (12_000_000, "12"), (1, "0.000001"),
        (1_000_010, "1.00001"),
    ])
    func `an amount in millionths is written exactly`(value: Int64, text: String) {
        var writer = JSONWriter()
        writer.millionths(value)
        #expect(String(decoding: writer.bytes, as: UTF8.self) == text)
    }
}
