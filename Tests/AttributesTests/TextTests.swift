import Attributes
import Essentials
import Testing

@Suite struct TextTests {
    @Test(arguments: [
        ("José", "jose"), ("STRASSE", "strasse"), ("Straße", "strasse"), ("Łódź", "lodz"),
        ("ΑΣ", "ας"), ("İstanbul", "istanbul"), ("Œuvre", "oeuvre"), ("Ñandú", "nandu"),
        ("日本", "日本"), ("Ёлка", "елка"),
    ])
    func `a search overlooks case and accents`(left: String, right: String) {
        #expect(TextFolding.search.fold(left) == TextFolding.search.fold(right))
    }

    @Test func `case and accents can be overlooked alone`() {
        let accents = TextFolding(ignoresCase: false, ignoresAccents: true)
        #expect(accents.fold("ÉCOLE Été") == "ECOLE Ete")
        let letters = TextFolding(ignoresCase: true, ignoresAccents: false)
        #expect(letters.fold("ÉCOLE Été") == "école été")
        #expect(TextFolding.exact.fold("ÉCOLE") == "ÉCOLE")
    }

    @Test(arguments: ["É", "ﬁ", "ẞ", "İ", "ΑΣ", "Ǆ", "가", "A\u{30A}"])
    func `folding twice changes nothing more`(text: String) {
        let once = TextFolding.search.fold(text)
        #expect(TextFolding.search.fold(once) == once)
    }

    @Test(arguments: [
        (" Ana.Vidal@Example.COM ", "ana.vidal@example.com"), ("a+b@x.co", "a+b@x.co"),
        ("ñ@españa.es", "ñ@españa.es"),
    ])
    func `an address has one form`(text: String, address: String) {
        #expect(EmailAddress.normalized(text) == address)
    }

    @Test(arguments: [
        "", "a", "a@b", "@x.co", "a@@x.co", "a b@x.co", ".a@x.co", "a@-x.co", "a@x..co", "a@x.c_o",
        "a@x.co, b@x.co",
    ])
    func `what is no address is refused`(text: String) {
        #expect(EmailAddress.normalized(text) == nil)
    }

    @Test(arguments: ["es", "es-ES", "es_ES", "zh-Hant-TW", "de-1996", "x-private", "SPANISH"])
    func `a language has letters first, and short parts`(tag: String) {
        #expect(LanguageTag.isWellFormed(tag))
    }

    @Test(arguments: [
        "", "e", "zz_", "-es", "es--ES", "es ES", "12", "1996-de", "castellano", "é-ES",
    ])
    func `what is no language is refused`(tag: String) {
        #expect(!LanguageTag.isWellFormed(tag))
    }
}
