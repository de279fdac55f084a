import PhoneNumbers
import TestSupport
import Testing

/// The example numbers of every country, which `Scripts/build-number-plans` writes.
@Suite struct ExamplesTests {
    @Test func `every example is accepted in every spelling`() throws {
        let examples = try ExampleNumbers.read()
        #expect(examples.valid.count > 1_000)
        #expect(Set(examples.valid.compactMap(\.country)).count > 240)
        for example in examples.valid {
            for spelling in example.internationalSpellings {
                let number = try? E164Number.recipient(spelling)
                #expect(number?.description == example.e164, "\(spelling)")
                #expect(number?.country == example.country, "\(spelling)")
                #expect(number?.type.rawValue == example.type, "\(spelling)")
            }
            guard let country = example.country else { continue }
            for spelling in [example.national] + example.internationalSpellings {
                let parsed = try? PhoneNumber.parse(spelling, defaultCountry: country)
                #expect(parsed?.number.description == example.e164, "\(spelling) in \(country)")
                #expect(parsed?.type.rawValue == example.type, "\(spelling) in \(country)")
            }
        }
    }

    @Test func `every example of what is no number is refused in every spelling`() throws {
        let examples = try ExampleNumbers.read()
        #expect(examples.invalid.count > 200)
        for text in examples.invalid {
            for spelling in [text, String(text.dropFirst()), "00" + text.dropFirst()] {
                #expect(throws: PhoneNumberError.invalid, "\(spelling)") {
                    try E164Number.recipient(spelling)
                }
            }
            #expect((try? PhoneNumber.parse(text))?.isValid != true, "\(text)")
        }
    }
}
