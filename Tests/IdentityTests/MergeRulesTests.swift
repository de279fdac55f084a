import Identity
import Testing

@Suite struct MergeRulesTests {
    @Test func `the user id is always first`() throws {
        let rules = try MergeRules(additional: [.phone, .email])
        #expect(rules.attributes.map(\.name) == ["_user_id", "_phone_mobile", "_email"])
    }

    @Test func `rules that make no sense are refused`() {
        #expect(throws: IdentityError.userIDIsImplied) {
            try MergeRules(additional: [.userID])
        }
        #expect(throws: IdentityError.duplicateAttribute("_email")) {
            try MergeRules(additional: [.email, .email])
        }
        #expect(throws: IdentityError.tooManyAttributes(16)) {
            try MergeRules(additional: (0..<16).map { MergeAttribute("a\($0)") })
        }
        #expect(throws: IdentityError.tooManyBlockedValues(1001)) {
            try MergeRules(blocked: BlockedValues((0...1000).map { "\($0)" }))
        }
        #expect(
            throws: IdentityError.outOfRange(
                setting: "contactsPerCluster",
                value: 1,
                allowed: 2...10_000
            )
        ) {
            try MergeRules(contactsPerIdentity: 1)
        }
        #expect(throws: IdentityError.self) {
            try MergeRules(additional: [MergeAttribute("_email", contactsPerValue: 1)])
        }
    }

    @Test(arguments: [
        ("*", "anything", true), ("test@*", "test@", true), ("test@*", "atest@x", false),
        ("*@x.org", "a@x.org", true), ("*@x.org", "a@x.orgs", false),
        ("a*b*c", "a-b-b-c", true), ("a*b*c", "a-c-b", false), ("**a**", "banana", true),
        ("é*", "école", true),
    ])
    func `a star stands for any characters`(pattern: String, text: String, matches: Bool) {
        #expect(BlockedValues([pattern], blocksZeros: false).contains(text) == matches)
    }

    @Test func `a pattern of many stars takes no long time`() {
        let pattern = String(repeating: "a*", count: 100) + "b"
        let text = String(repeating: "a", count: 5000)
        #expect(!BlockedValues([pattern]).contains(text))
    }

    @Test(arguments: [
        (ValueNormalisation.text, "\u{A0} x\n", "x"), (.text, "A b", "A b"), (.text, " \t", ""),
        (.email, " Noa@Example.ORG", "noa@example.org"), (.email, "É@x.org", "é@x.org"),
    ])
    func `values are compared in one form`(
        normalisation: ValueNormalisation,
        text: String,
        expected: String
    ) {
        #expect(normalisation(text) == expected)
    }
}
