import Essentials
import Secrets
import Testing

@Suite struct Base64Tests {
    @Test(arguments: [Base64.standard, .urlSafe])
    func `bytes are written and read back`(form: Base64) {
        var generator = SeededGenerator(seed: 11)
        for count in 0..<300 {
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
            #expect(form.decode(form.encode(bytes)) == bytes)
        }
    }

    // RFC 4648, section 10.
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy"),
    ])
    func `the standard form is that of the standard`(plain: String, coded: String) {
        #expect(Base64.standard.encode(Array(plain.utf8)) == coded)
        #expect(Base64.standard.decode(coded) == Array(plain.utf8))
    }

    @Test(arguments: ["Zg", "Zg=", "Z", "Zm9v!", "Zm 9v", "Zm9v\n", "=", "Zh=="])
    func `a text of another form is refused`(text: String) {
        #expect(Base64.standard.decode(text) == nil)
    }
}
