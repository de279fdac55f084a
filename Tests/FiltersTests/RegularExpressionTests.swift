import Attributes
import Filters
import Glibc
import Testing

@Suite struct RegularExpressionTests {
    @Test(arguments: [
        ("^jos", "José Vidal", true), ("josé", "JOSE", true), ("vid.l$", "José Vidal", true),
        ("vid.l$", "Vidals", false), (#"^\d{3}$"#, "123", true), ("[[:alpha:]]+", "é1", true),
        (#"\p{Lu}"#, "a", true), ("", "a", true), ("^$", "", true),
    ])
    func `it overlooks case and accents`(pattern: String, text: String, matches: Bool) throws {
        #expect(try RegularExpression(pattern, folding: .search).matches(text) == matches)
    }

    @Test func `it can be exact`() throws {
        let expression = try RegularExpression("é$", folding: .exact)
        #expect(expression.matches("José"))
        #expect(!expression.matches("Jose"))
        #expect(!expression.matches("JOSÉ"))
    }

    @Test(arguments: ["(a+)+$", "(a|aa)+$", "(.*a){20}", "^(([a-z])+.)+[A-Z]([a-z])+$"])
    func `its time is linear in the text`(pattern: String) throws {
        let expression = try RegularExpression(pattern, folding: .search)
        func cost(_ count: Int) -> Double {
            let text = String(repeating: "a", count: count) + "!"
            var start = timespec()
            var end = timespec()
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &start)
            for _ in 0..<10 { _ = expression.matches(text) }
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &end)
            return Double(end.tv_sec - start.tv_sec) + Double(end.tv_nsec - start.tv_nsec) / 1e9
        }
        _ = cost(100)
        // Backtracking would take longer than the Sun shines.
        #expect(cost(10_000) < 1)
    }

    @Test(arguments: ["(", "a{2000}", "[z-a]", #"\1"#, "(?=a)", "*"])
    func `what RE2 does not take is refused with a reason`(pattern: String) {
        let error = #expect(throws: RegularExpressionError.self) {
            try RegularExpression(pattern, folding: .search)
        }
        if case .invalid(let reason) = error { #expect(!reason.isEmpty) }
    }
}
