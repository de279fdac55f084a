import JSONCoding
import TestSupport
import Testing

@Suite struct NumberCommandsTests {
    @Test(
        arguments: [
            (["+34 600 000 000"], "+34600000000", "ES", "mobile"),
            (["600 000 000", "--country", "es"], "+34600000000", "ES", "mobile"),
            (["13245551234"], "+13245551234", "US", "fixed_line_or_mobile"),
            (["+2290197000000"], "+2290197000000", "BJ", "mobile"),
            (["5215512345678"], "+525512345678", "MX", "fixed_line_or_mobile"),
            (["+80012345678"], "+80012345678", nil, "toll_free"),
        ] as [([String], String, String?, String)]
    )
    func `a number is told with its country and type`(
        words: [String],
        number: String,
        country: String?,
        type: String
    ) async throws {
        let run = try await Heliograph.run(["number", "check", "--json"] + words)
        #expect(run.code == 0)
        let told = try run.json
        #expect(told["number"] == .string(number))
        #expect(told["valid"] == .bool(true))
        #expect(told["reason"] == .null)
        #expect(told["country"] == country.map(JSONValue.string) ?? .null)
        #expect(told["type"] == .string(type))
    }

    @Test(
        arguments: [
            (["600000000"], "a national number needs its country"),
            (["+22997000000"], "Numbers of BJ have 10 digits after +229, and this one has 8"),
            (["+34000000000"], "The number plan of ES has no such number"),
            (["hello"], "not written as a phone number"),
            (["+34 12"], "fewer digits"), (["+346000000000000000"], "more digits"),
            (["112", "--country", "ES"], "fewer digits"),
            (["6001", "--country", "ES"], "and this one has 4"),
        ] as [([String], String)]
    )
    func `a number that is refused says why`(words: [String], reason: String) async throws {
        let run = try await Heliograph.run(["number", "check"] + words)
        #expect(run.code == 6)
        #expect(run.output.contains(reason))
    }

    @Test func `a country that does not exist is a mistake`() async throws {
        let run = try await Heliograph.run(["number", "check", "600000000", "--country", "XX"])
        #expect(run.code == 2)
        #expect(run.errors.contains("there is no country XX"))
    }
}
