import Attributes
import JSONCoding
import Testing

@Suite struct VisibleTextTests {
    @Test(arguments: [
        "\u{FEFF}", "\u{200B}", "\u{AD}", "\u{202E}", "\u{200D}", "\u{2060}", "\u{2066}",
        "\u{34F}", "\u{FE0F}", "\u{3164}", "\u{85}", "\u{E0001}",
    ])
    func `an invisible character makes no other address and no other id`(character: String) {
        for text in ["\(character)b@example.com", "b\(character)@example.com"] {
            #expect(VisibleText.stripped(text) == "b@example.com")
            #expect(EmailAddress.normalized(text) == "b@example.com")
        }
    }

    @Test func `what is seen stays, composed`() {
        for text in ["", "ana", "Ñandú", "日本", "عربي", "👩"] {
            #expect(VisibleText.stripped(text) == text)
        }
        #expect(VisibleText.stripped("e\u{301}") == "\u{E9}")
    }

    @Test(arguments: ["\u{212A}im@example.com", "\u{FF41}na@example.com", "ana@e\u{FB01}.com"])
    func `an address with a character that looks like another one is refused`(address: String) {
        #expect(EmailAddress.normalized(address) == nil)
    }

    @Test func `an address beyond ASCII is taken`() {
        #expect(EmailAddress.normalized("Ñandú@Bücher.de") == "ñandú@bücher.de")
    }

    @Test func `columns get valid names by one rule`() {
        let names = [
            "First Name": "First_Name", "Prénom / First": "Prenom_First", "_x": "x",
            "a.b": "a_b", "ok-1": "ok-1", "  ": nil, "姓名": nil,
        ]
        for (column, name) in names { #expect(AttributeName.made(from: column) == name) }
    }

    @Test func `the types of texts are proposed, and identifiers are no numbers`() {
        func type(_ texts: String...) -> DataType {
            texts.reduce(TextTypes.all) { $0.intersection(TextTypes(of: $1)) }.dataType
        }
        #expect(type("1", "20") == .integer)
        #expect(type("1", "2.5") == .decimal)
        #expect(type("28001", "08001") == .string)
        #expect(type("+34600000000") == .string)
        #expect(type("2026-01-01", "2026-01-02T00:00:00Z") == .date)
        #expect(type("2026-01-01", "2026-01-02T10:00:00Z") == .datetime)
        #expect(type("true", "no") == .bool)
        #expect(type("one", "two") == .string)
        #expect(type("one\ntwo") == .text)
    }

    @Test func `nested lists are kept as payload`() {
        #expect(TypeGuess([[1, 2], [3, 4]])?.dataType == .payload)
        #expect(TypeGuess([["a"]])?.dataType == .payload)
        #expect(TypeGuess([nil, ""]) == nil)
    }
}
