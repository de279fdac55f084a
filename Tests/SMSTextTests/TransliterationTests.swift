import SMSText
import Testing

@Suite struct TransliterationTests {
    @Test(arguments: [
        ("Su código está aquí", "Su codigo esta aqui"),
        ("àèéìòùäöüñÄÅÆÉÑÖØÜßÇ", "àèéìòùäöüñÄÅÆÉÑÖØÜßÇ"),
        ("áâãçêëíîïóôõúûýÿ", "aaaceeiiiooouuyy"), ("ÀÁÂÃÈÊËÌÍÎÏÒÓÔÕÙÚÛÝ", "AAAAEEEIIIIOOOOUUUY"),
        ("ªº", "ao"), ("ÐĐðđ", "DDdd"), ("Þþ", "THth"), ("Œœ", "OEoe"), ("Ĳĳ", "IJij"),
        ("Ħħıĸ", "Hhik"), ("ĿŁŀł", "LLll"), ("ŉŋŊ", "nnN"), ("Ŧŧſɑ", "Ttsa"), ("ȘșȚț", "SsTt"),
        ("ĄąĘęŚśŻżŹźĆćŃń", "AaEeSsZzZzCcNn"), ("ĞğİıŞş", "GgIiSs"),
        ("ČčŘřŠšŽžĚěŮů", "CcRrSsZzEeUu"),
        ("Tiếng Việt Ơơ Ưư Ạạ Ỹỹ", "Tieng Viet Oo Uu Aa Yy"),
        ("ǍǎǏǐǑǒǓǔǕǖǗǘǙǚǛǜ", "AaIiOoUuUuUuUuUu"),
        ("a\u{A0}b\u{2007}c", "a b c"), ("\u{FEFF}Hi", "Hi"), ("“a” ‘b’ – — … 😀", "a b    "),
        ("€{}[]", "€{}[]"), ("日本", ""), ("e\u{301}", "e"), ("`", ""), ("a\tb", "ab"),
    ])
    func `text loses what the alphabet lacks`(text: String, result: String) {
        #expect(Transliteration.transliterate(text) == result)
    }

    @Test func `every letter of Latin-1 and Extended-A finds a place`() throws {
        for value in UInt32(0xC0)...0x17F where value != 0xD7 && value != 0xF7 {
            let scalar = try #require(Unicode.Scalar(value))
            let result = Transliteration.transliterate(String(scalar))
            #expect((1...2).contains(result.unicodeScalars.count), "\(scalar)")
            #expect(result.first?.isUppercase == scalar.properties.isUppercase, "\(scalar)")
        }
    }

    @Test func `Vietnamese letters find their base`() throws {
        for value in UInt32(0x1EA0)...0x1EF9 {
            let scalar = try #require(Unicode.Scalar(value))
            // LATIN SMALL LETTER A WITH …
            let words = try #require(scalar.properties.name).split(separator: " ")
            let base = words[1] == "SMALL" ? words[3].lowercased() : String(words[3])
            #expect(Transliteration.transliterate(String(scalar)) == base)
        }
    }

    @Test func `the result is in the alphabet and stays as it is`() {
        for seed in 0..<200 {
            var random = RandomText(seed: UInt64(seed))
            let result = Transliteration.transliterate(random.anything(length: 300))
            #expect(GSM7Alphabet.encode(result) != nil)
            #expect(Transliteration.transliterate(result) == result)
        }
    }
}
