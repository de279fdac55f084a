import PhoneNumbers
import Testing

@Suite struct PossibleNumberTests {
    @Test(arguments: [nil, "ES", "US", "NL", "FI", "IT"] as [String?])
    func `what is valid is possible, also where libphonenumber is of two minds`(
        country: String?
    ) {
        guard let parsed = try? PhoneNumber.parse("3100544", defaultCountry: country) else {
            return
        }
        #expect(!parsed.isValid || parsed.isPossible)
    }
}
