import Essentials
import Foundation
import SMSText
import Testing

@Suite struct SMSComposerTests {
    @Test func `plain text of one part is delivered as it is`() throws {
        let composition = try SMSComposer.compose(text: "Your code is 4821", allowUnicode: false)
        #expect(composition.deliveredText == "Your code is 4821")
        #expect(composition.encoding == .gsm7)
        #expect(!composition.isUnicode)
        #expect(composition.charactersCount == 17)
        #expect(composition.partsCount == 1)
        let part = try #require(composition.parts(reference: 1).first)
        #expect(part.userDataHeader.isEmpty)
        #expect(part.payload == Array("Your code is 4821".utf8))
        #expect(part.dataCoding == .gsm7)
    }

    @Test(arguments: [
        ("a", 160, 1), ("a", 161, 2), ("a", 306, 2), ("a", 307, 3), ("a", 459, 3), ("a", 460, 4),
        ("€", 80, 1), ("€", 81, 2), ("€", 152, 2), ("€", 153, 3), ("á", 70, 1), ("á", 71, 2),
        ("á", 134, 2), ("á", 135, 3), ("😀", 35, 1), ("😀", 36, 2), ("😀", 66, 2), ("😀", 67, 3),
        ("a", 1530, 10), ("á", 670, 10),
    ])
    func `a text of so many characters makes so many parts`(
        character: String,
        count: Int,
        parts: Int
    ) throws {
        let text = String(repeating: character, count: count)
        let composition = try SMSComposer.compose(text: text, allowUnicode: true)
        #expect(composition.partsCount == parts)
        #expect(composition.parts(reference: 7).count == parts)
    }

    @Test func `a pair at the end of a part moves to the next`() throws {
        let text = String(repeating: "a", count: 152) + "€" + String(repeating: "b", count: 10)
        let composition = try SMSComposer.compose(text: text, allowUnicode: false)
        #expect(composition.encoding == .gsm7Extended)
        #expect(composition.charactersCount == 164)
        let parts = composition.parts(reference: 0xAB)
        #expect(parts.map(\.payload.count) == [152, 12])
        #expect(parts[0].userDataHeader == [0x05, 0x00, 0x03, 0xAB, 2, 1])
        #expect(parts[1].userDataHeader == [0x05, 0x00, 0x03, 0xAB, 2, 2])

        let emoji = String(repeating: "á", count: 66) + "😀" + String(repeating: "b", count: 10)
        let unicode = try SMSComposer.compose(text: emoji, allowUnicode: true)
        #expect(unicode.parts(reference: 1).map(\.payload.count) == [132, 24])
        #expect(unicode.parts(reference: 1)[1].dataCoding == .utf16)
    }

    @Test func `letters with combining accents count as the letters that they show`() throws {
        for text in ["e\u{301}", "n\u{303}", "a\u{30A}"] {
            let many = String(repeating: text, count: 160)
            let composition = try SMSComposer.compose(text: many, allowUnicode: true)
            #expect(composition.encoding == .gsm7)
            #expect(composition.partsCount == 1)
            #expect(!composition.isUnicode)
            #expect(GSM7Alphabet.encode(composition.deliveredText) != nil)
            #expect(SMSCount(many).parts == 1)
            #expect(SMSComposer.composed(many) == composition.deliveredText)
        }
        // The Ohm and Kelvin signs have composed forms in the alphabet too.
        let signs = SMSComposer.composed("5 \u{2126} \u{212A}")
        #expect(signs.unicodeScalars.map(\.value) == [0x35, 0x20, 0x3A9, 0x20, 0x4B])
    }

    @Test func `letters keep their accents in transliteration however they are written`() throws {
        let text = "a\u{301}e\u{301}"
        let composition = try SMSComposer.compose(text: text, allowUnicode: false)
        #expect(composition.deliveredText == "a\u{E9}")
    }

    @Test(arguments: 0..<300)
    func `how a text is composed does not change its parts`(seed: Int) throws {
        var random = RandomText(seed: UInt64(seed))
        let pieces = ["é", "ñ", "Å", "ü", "ế", "한", "Ω", "ё", "й", "が", "क़", "😀", "a", " "]
        let text = (0..<Int.random(in: 1...200, using: &random.generator)).map { _ in
            pieces.randomElement(using: &random.generator) ?? ""
        }.joined()
        let composed = try SMSComposer.compose(
            text: text.precomposedStringWithCanonicalMapping,
            allowUnicode: true,
            limit: 100
        )
        let decomposed = try SMSComposer.compose(
            text: text.decomposedStringWithCanonicalMapping,
            allowUnicode: true,
            limit: 100
        )
        #expect(composed == decomposed)
    }

    /// Every scalar that composing changes, alone or with a letter, must be noticed.
    @Test func `no scalar is overlooked that composing changes`() {
        for value in UInt32(0x80)..<0x3_0000 {
            guard let scalar = Unicode.Scalar(value) else { continue }
            for text in ["\(scalar)", "e\(scalar)", "\u{1100}\(scalar)"] {
                let composed = text.precomposedStringWithCanonicalMapping
                guard Array(composed.utf8) != Array(text.utf8) else { continue }
                if Array(SMSComposer.composed(text).utf8) != Array(composed.utf8) {
                    Issue.record("U+\(String(value, radix: 16)) is overlooked")
                }
            }
        }
    }

    @Test func `a byte order mark at the start is not sent`() throws {
        let composition = try SMSComposer.compose(text: "\u{FEFF}Hi", allowUnicode: true)
        #expect(composition.deliveredText.unicodeScalars.count == 2)
        #expect(composition.encoding == .gsm7)
        #expect(SMSCount("\u{FEFF}Hi").length == 2)
        for text in ["\u{FEFF}", "\u{FEFF}\u{FEFF}", "\u{FFFE}"] {
            #expect(throws: SMSTextError.emptyText) {
                try SMSComposer.compose(text: text, allowUnicode: true)
            }
        }
        for text in ["\u{FEFF}\u{FEFF}Ø✓", "\u{FFFE}Ø✓", "Ø\u{FFFE}✓", "\u{FFFE}\u{FEFF}Ø✓"] {
            let sent = SMSComposer.composed(text)
            #expect(sent == "Ø✓")
            #expect(DataCoding.utf16.encode(sent).flatMap { DataCoding.utf16.decode($0) } == sent)
        }
    }

    @Test func `closing parts early can cost a part more than the length tells`() throws {
        // 306 septets would fill two parts, but the pair on the boundary needs a third.
        let text = String(repeating: "a", count: 152) + "€" + String(repeating: "b", count: 152)
        let composition = try SMSComposer.compose(text: text, allowUnicode: false)
        #expect(composition.charactersCount == 306)
        #expect(composition.partsCount == 3)
        #expect(composition.parts(reference: 1).count == 3)
    }

    @Test(arguments: 0..<400)
    func `parts are whole, full and as many as counted`(seed: Int) throws {
        var random = RandomText(seed: UInt64(seed))
        let isGSM = seed.isMultiple(of: 2)
        let text = SMSComposer.composed(
            random.nearBoundary(
                isGSM
                    ? [RandomText.plain, RandomText.extended]
                    : [RandomText.other, RandomText.plain, RandomText.astral],
                capacities: isGSM ? [80, 153, 160, 306, 459, 600] : [35, 67, 70, 134, 201, 300]
            )
        )
        guard !text.isEmpty else { return }
        let composition = try SMSComposer.compose(text: text, allowUnicode: true, limit: 100)
        #expect(composition.deliveredText == text)
        let parts = composition.parts(reference: UInt8(truncatingIfNeeded: seed))
        #expect(parts.count == composition.partsCount)
        #expect(composition.partsCount == fewestParts(text, encoding: composition.encoding))
        for part in parts {
            #expect(part.userData.count <= (part.dataCoding == .gsm7 ? 160 : 140))
            #expect(part.dataCoding.decode(part.payload) != nil)
            #expect(!(part.dataCoding == .gsm7 && part.payload.last == GSM7Alphabet.escape))
        }
        let joined = parts.flatMap(\.payload)
        let decoded = composition.encoding.dataCoding.decode(joined)
        // Scalar by scalar: equal strings may differ in how their accents are written.
        #expect(decoded.map { Array($0.unicodeScalars) } == Array(text.unicodeScalars))
        let unitOctets = composition.encoding == .utf16 ? 2 : 1
        #expect(joined.count == composition.charactersCount * unitOctets)
    }

    /// The fewest parts over all ways to cut between characters, by dynamic programming.
    private func fewestParts(_ text: String, encoding: SMSEncoding) -> Int {
        let widths = text.unicodeScalars.map { scalar in
            encoding == .utf16
                ? scalar.utf16.count : GSM7AlphabetTests.extended.contains(scalar.value) ? 2 : 1
        }
        if widths.reduce(0, +) <= (encoding == .utf16 ? 70 : 160) { return 1 }
        let capacity = encoding == .utf16 ? 67 : 153
        var fewest = [0]
        for end in 1...widths.count {
            var best = Int.max
            var used = 0
            var start = end
            while start > 0, used + widths[start - 1] <= capacity {
                start -= 1
                used += widths[start]
                best = min(best, fewest[start] + 1)
            }
            fewest.append(best)
        }
        return fewest[widths.count]
    }

    @Test func `text beyond the alphabet is transliterated unless Unicode is allowed`() throws {
        let text = "Código “4821” para Íñigo 👋"
        let plain = try SMSComposer.compose(text: text, allowUnicode: false)
        #expect(plain.deliveredText == "Codigo 4821 para Iñigo ")
        #expect(plain.encoding == .gsm7)
        #expect(plain.isUnicode)
        #expect(plain.charactersCount == 23)
        let unicode = try SMSComposer.compose(text: text, allowUnicode: true)
        #expect(unicode.deliveredText == text)
        #expect(unicode.encoding == .utf16)
        #expect(unicode.isUnicode)
        #expect(unicode.charactersCount == 27)
    }

    @Test func `a text that cannot be sent says why`() {
        #expect(throws: SMSTextError.emptyText) {
            try SMSComposer.compose(text: "", allowUnicode: true)
        }
        #expect(throws: SMSTextError.emptyAfterTransliteration) {
            try SMSComposer.compose(text: "日本語 😀".filter { $0 != " " }, allowUnicode: false)
        }
        #expect(throws: SMSTextError.tooManyParts(count: 11, limit: 10)) {
            try SMSComposer.compose(text: String(repeating: "a", count: 1531), allowUnicode: true)
        }
        #expect(throws: SMSTextError.tooManyParts(count: 256, limit: 255)) {
            try SMSComposer.compose(
                text: String(repeating: "a", count: 255 * 153 + 1),
                allowUnicode: true,
                limit: 1000
            )
        }
    }

    @Test func `the longest message has 255 parts`() throws {
        let text = String(repeating: "a", count: 255 * 153)
        let parts = try SMSComposer.compose(text: text, allowUnicode: false, limit: 255)
            .parts(reference: 255)
        #expect(parts.count == 255)
        #expect(parts.last?.userDataHeader == [5, 0, 3, 255, 255, 255])
    }

    @Test(arguments: 0..<200)
    func `no text breaks it`(seed: Int) throws {
        var random = RandomText(seed: UInt64(seed))
        let text = random.anything(length: 1 + seed)
        for allowUnicode in [true, false] {
            let composition: SMSComposition
            do {
                composition = try SMSComposer.compose(
                    text: text,
                    allowUnicode: allowUnicode,
                    limit: 255
                )
            } catch {
                #expect(error == .emptyAfterTransliteration)
                continue
            }
            let parts = composition.parts(reference: 0)
            #expect(parts.count == composition.partsCount)
            #expect(
                composition.encoding.dataCoding.decode(parts.flatMap(\.payload))
                    == composition.deliveredText
            )
            #expect(allowUnicode || composition.encoding != .utf16)
        }
    }

    @Test func `encodings have the names that clients know`() {
        #expect(SMSEncoding.allCases.map(\.name) == ["GSM_7BIT", "GSM_7BIT_EX", "UTF16"])
    }
}
