import Essentials
import PhoneNumbers
import Testing

@Suite struct E164NumberTests {
    @Test(arguments: [
        ("+34600000000", "+34600000000", "ES"), ("0034600000001", "+34600000001", "ES"),
        ("34600000001", "+34600000001", "ES"), ("+12025550123", "+12025550123", "US"),
        ("+14165550123", "+14165550123", "CA"), ("+18095551234", "+18095551234", "DO"),
        ("+447911123456", "+447911123456", "GG"), ("+447400123456", "+447400123456", "GB"),
        ("+79161234567", "+79161234567", "RU"), ("+77011234567", "+77011234567", "KZ"),
        ("+393331234567", "+393331234567", "IT"), ("+390669812345", "+390669812345", "VA"),
        ("+390612345678", "+390612345678", "IT"), ("+212528812345", "+212528812345", "MA"),
        ("+262639012345", "+262639012345", "YT"), ("+262692123456", "+262692123456", "RE"),
        ("+358181234567", "+358181234567", "AX"), ("+4779123456", "+4779123456", "SJ"),
        ("+59995181234", "+59995181234", "CW"), ("+5997151234", "+5997151234", "BQ"),
        ("+15550000000", "+15550000000", "US"),
        ("+290 23456".filter { $0 != " " }, "+29023456", "SH"),
    ])
    func `an international number is read and placed`(text: String, e164: String, country: String) {
        let number = E164Number(text)
        #expect(number?.description == e164)
        #expect(number?.country == country)
    }

    @Test(arguments: [
        "", "+", "00", "12", "+12", "600", "0600000000", "+0034600000000", "+34 600 000 000",
        "+34600000000x", "x34600000000", "++34600000000", "+3460000000000000", "+999123456789",
        "+2109876543", "+34-600-000-000", "３４600000000", "+34600\u{0}0000", "-34600000000",
        "000034600000000", "+346000000000000000000000000000000000000",
    ])
    func `anything else is refused`(text: String) {
        #expect(E164Number(text) == nil)
    }

    @Test func `numbers of no country have a calling code and no country`() {
        #expect(E164Number("+80012345678")?.country == nil)
        #expect(E164Number("+80012345678")?.callingCode == 800)
        #expect(E164Number("+882161234567")?.callingCode == 882)
    }

    @Test func `a number survives its text and its digits`() {
        var generator = SeededGenerator(seed: 5)
        var read = 0
        for _ in 0..<20_000 {
            let digits =
                UInt64.random(in: 0..<10_000_000_000_000_000, using: &generator)
                / [1, 10, 1000, 100_000, 10_000_000].randomElement(using: &generator)!
            let number = E164Number(digits: digits)
            #expect(number == E164Number("+\(digits)"))
            #expect(number == E164Number("00\(digits)"))
            guard let number else { continue }
            read += 1
            #expect(number.digits == digits)
            #expect(number.description == "+\(digits)")
            #expect(number.digitCount == "\(digits)".count)
            #expect("\(digits)".hasPrefix("\(number.callingCode)"))
            #expect(number.nationalDigitCount == number.digitCount - "\(number.callingCode)".count)
        }
        #expect(read > 5_000)
    }

    @Test func `no text breaks it`() {
        var generator = SeededGenerator(seed: 6)
        let scalars = Array("+0123456789 -x\u{0}é😀".unicodeScalars)
        for _ in 0..<20_000 {
            var text = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0...20, using: &generator) {
                text.append(scalars.randomElement(using: &generator)!)
            }
            let number = E164Number(String(text))
            #expect(number == nil || text.allSatisfy { $0.isASCII })
            _ = try? PhoneNumber.parse(String(text), defaultCountry: "ES")
        }
    }

    @Test func `threads that place numbers at once agree`() async {
        let numbers = (0..<4_000).compactMap { E164Number("+1\(201 + $0 % 780)555\(1000 + $0)") }
        let alone = numbers.map(\.country)
        await withTaskGroup(of: Bool.self) { group in
            for offset in 0..<8 {
                group.addTask {
                    numbers.indices.allSatisfy { index in
                        let place = (index &* 31 &+ offset &* 500) % numbers.count
                        return numbers[place].country == alone[place]
                    }
                }
            }
            for await agreed in group { #expect(agreed) }
        }
    }
}
