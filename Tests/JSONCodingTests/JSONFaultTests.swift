import Essentials
import JSONCoding
import Testing

@Suite struct JSONFaultTests {
    @Test(arguments: [
        ("", 0), ("{", 1), ("[1,]", 3), (#"{"a":1,}"#, 7), (#"{"a" 1}"#, 5), ("[01]", 2),
        ("[1] 2", 4), ("nul", 3), ("[\"\u{1}\"]", 2), (#"["\x"]"#, 3), ("[1.]", 3),
        (#"["open"#, 6), ("[-]", 2), ("[1e]", 3), ("{1:2}", 1), ("]", 0),
    ])
    func `a text that is no JSON is wrong at a byte`(text: String, offset: Int) {
        let faults = JSONDocument.faults(in: Array(text.utf8))
        #expect(faults.map(\.kind) == [.syntax])
        #expect(faults.map(\.offset) == [offset])
    }

    @Test func `faulty values are named by their path, and the rest can be read`() throws {
        let text = #"[{"a":1e400},{"b":["x",{"c":"\ud83d!"}]},{"d":"\ud83d\ude00"},{"e":-1E999}]"#
        let faults = JSONDocument.faults(in: Array(text.utf8))
        #expect(faults.map(\.kind) == [.numberRange, .loneSurrogate, .numberRange])
        #expect(faults.map(\.field) == ["a", "b[1].c", "e"])
        #expect(
            faults.map { $0.path.first }
                == [.element(0), .element(1), .element(3)].map(Optional.some)
        )
        let mended = JSONDocument.mended(Array(text.utf8), faults)
        let items = try JSONDocument.parse(mended)
        #expect(
            items == [
                ["a": "1e400"], ["b": ["x", ["c": "\u{FFFD}!"]]], ["d": "😀"],
                ["e": "-1E999"],
            ]
        )
    }

    @Test(arguments: 0..<60)
    func `faults are found exactly in what cannot be parsed`(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        let pieces = [
            "{", "}", "[", "]", ",", ":", "\"a\"", "\"", "1", "-0.5e3", "1e999", "true", "null",
            " ", #""\ud83d""#, #""\ud83d\ude00""#, #"\n"#, "0", "ñ",
        ]
        for _ in 0..<400 {
            let text = (0..<Int.random(in: 0...9, using: &generator))
                .map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
            let bytes = Array(text.utf8)
            let faults = JSONDocument.faults(in: bytes)
            #expect(faults.isEmpty == Self.isParsed(bytes), "\(text)")
            let isMendable = !faults.contains { $0.kind == .syntax }
            #expect(Self.isParsed(JSONDocument.mended(bytes, faults)) == isMendable, "\(text)")
        }
    }

    private static func isParsed(_ bytes: [UInt8]) -> Bool {
        do {
            _ = try JSONDocument.parse(bytes)
            return true
        } catch {
            return false
        }
    }
}
