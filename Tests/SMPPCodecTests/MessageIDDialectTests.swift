import Essentials
import SMPPCodec
import Testing

@Suite struct MessageIDDialectTests {
    @Test(
        arguments: [
            (.text, .text, "Ab-1", "Ab-1"), (.loose, .loose, "00AB", "ab"),
            (.hexadecimal, .decimal, "1F", "31"),
            (.hexadecimal, .decimal, "0000001f", "0000000031"),
            (.decimal, .hexadecimal, "4294967295", "FFFFFFFF"),
            (.decimal, .decimal, "0654354026", "654354026"), (.decimal, .decimal, "0", "000"),
            (
                .hexadecimal, .decimal, "ffffffffffffffffffffffffffffffff",
                "340282366920938463463374607431768211455"
            ),
            (.hexadecimal, .decimal, "not-hex", "NOT-HEX"),
        ] as [(MessageIDDialect.Spelling, MessageIDDialect.Spelling, String, String)]
    )
    func `both spellings give one key`(
        submitted: MessageIDDialect.Spelling,
        receipted: MessageIDDialect.Spelling,
        answer: String,
        receipt: String
    ) {
        let dialect = MessageIDDialect(submitted: submitted, receipted: receipted)
        #expect(dialect.key(submitted: answer) == dialect.key(receipted: receipt))
    }

    @Test func `other ids have other keys`() {
        let dialect = MessageIDDialect(submitted: .hexadecimal, receipted: .decimal)
        #expect(dialect.key(submitted: "10") != dialect.key(receipted: "10"))
        let plain = MessageIDDialect()
        #expect(plain.key(submitted: "a") != plain.key(receipted: "A"))
    }

    @Test func `long numbers are converted as short ones are`() {
        var generator = SeededGenerator(seed: 2)
        let dialect = MessageIDDialect(submitted: .hexadecimal)
        for _ in 0..<500 {
            let number = generator.next()
            let digits = String(number, radix: 16)
            let padded = String(repeating: "0", count: 30) + digits
            #expect(dialect.key(submitted: padded) == dialect.key(submitted: digits))
            #expect(dialect.key(submitted: digits) == String(number))
        }
    }
}
