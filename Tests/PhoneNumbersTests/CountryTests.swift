import PhoneNumbers
import Testing

@Suite struct CountryTests {
    @Test func `every country has a calling code that reads as its own`() {
        let countries = Country.all
        #expect(countries.count > 240)
        #expect(countries.map(\.code) == countries.map(\.code).sorted())
        #expect(countries.allSatisfy { $0.code.count == 2 && (1...999).contains($0.callingCode) })
        let mains = Dictionary(grouping: countries.filter(\.isMain), by: \.callingCode)
        #expect(mains.values.allSatisfy { $0.count == 1 })
        #expect(Set(countries.map(\.callingCode)) == Set(mains.keys))
    }

    @Test(arguments: [
        ("ES", 34, true), ("US", 1, true), ("CA", 1, false), ("GB", 44, true), ("JE", 44, false),
        ("KZ", 7, false), ("VA", 39, false), ("DO", 1, false), ("PT", 351, true),
    ])
    func `a country is found by its code`(code: String, callingCode: Int, isMain: Bool) {
        #expect(Country(code: code)?.callingCode == callingCode)
        #expect(Country(code: code)?.isMain == isMain)
    }

    @Test(arguments: ["", "XX", "es", "ESP", "001"])
    func `no country has another code`(code: String) {
        #expect(Country(code: code) == nil)
    }
}
