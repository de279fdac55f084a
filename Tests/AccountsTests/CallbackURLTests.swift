import Testing

@testable import Accounts

@Suite struct CallbackURLTests {
    @Test(arguments: [
        "https://example.com", "http://example.com/dlr", "HTTPS://Example.COM:8443/a/b?c=d&e=%20",
        "http://127.0.0.1:9000/", "http://[::1]:8080/dlr", "https://[2001:db8::1]",
        "https://a-b.example_c.com./x", "https://example.com?x=1", "https://localhost/@user",
    ])
    func `an address of the right shape is taken`(url: String) {
        #expect(CallbackURL.fault(in: url) == nil)
    }

    @Test(arguments: [
        "", "example.com", "ftp://example.com", "//example.com", "https://", "https:///path",
        "https://user@example.com", "https://user:pass@example.com/", "https://example.com/#top",
        "https://exa mple.com", "https://exämple.com", "https://example.com:0",
        "https://example.com:65536", "https://example.com:", "https://example.com:80x",
        "https://.example.com", "https://a..b", "https://-a.com", "https://[::1", "https://[]",
        "https://[::g]", "https://[::1]x", "https://example.com\\@evil.com",
        "https://example.com/\u{0}", "javascript:alert(1)",
        "https://example.com/" + String(repeating: "x", count: 2048),
    ])
    func `an address of another shape is refused with a reason`(url: String) {
        #expect(CallbackURL.fault(in: url) != nil)
    }
}
