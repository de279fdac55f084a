import HTTPClient
import Testing

@Suite struct TargetGuardTests {
    private let guarded = TargetGuard(allowsPrivateTargets: false)
    private let open = TargetGuard(allowsPrivateTargets: true)

    @Test(arguments: [
        "https://example.com", "http://example.com:8080/a?b=c#d", "HTTPS://EXAMPLE.com./",
        "https://8.8.8.8/", "https://134744072/", "https://[2606:4700::1111]:443/",
        "https://xn--bcher-kva.example/", "https://a_b.example/", "https://example.com?x=@",
        "https://[64:ff9b::808:808]/", "https://172.32.0.1", "https://100.128.0.1",
    ])
    func `an ordinary target passes`(url: String) {
        #expect(guarded.refusal(of: url) == nil)
    }

    @Test(arguments: [
        "127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7F.0.0.1", "0177.0.0.1",
        "017700000001", "0177.0x0.1", "127.0.0.1.", "0", "0.0.0.0", "10.0.0.1", "10.1",
        "172.16.0.1", "172.31.255.255", "192.168.1.1", "192.168.257", "169.254.169.254",
        "0xa9fea9fe", "2852039166", "100.64.0.1", "100.127.255.255", "192.0.0.8", "192.0.2.1",
        "198.18.0.1", "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.1.1.1", "240.0.0.1",
        "255.255.255.255", "localhost", "LOCALHOST", "localhost.", "a.localhost",
        "[::]", "[::1]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:a9fe:a9fe]",
        "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[64:ff9b::10.0.0.1]", "[64:ff9b:1::1]",
        "[2002:7f00:1::]", "[2002:a00:1::1]", "[2001:0:7f00:1::]", "[2001::f5ff:fffe]",
        "[fe80::1]", "[fec0::1]", "[fc00::1]", "[fd00:ec2::254]", "[fd12:3456::1]", "[ff02::1]",
        "[2001:db8::1]", "[3fff::1]", "[100::1]", "[2606:4700::5efe:10.0.0.1]",
        "[2001:10::1]", "[5f00::1]",
    ])
    func `a special target is refused unless private ones are allowed`(host: String) {
        #expect(guarded.refusal(of: "http://\(host)/") != nil)
        #expect(guarded.refusal(of: "https://\(host):8443/x") != nil)
        #expect(open.refusal(of: "http://\(host)/") == nil)
    }

    @Test(arguments: [
        "", "example.com", "ftp://example.com", "file:///etc/passwd", "gopher://example.com",
        "javascript:alert(1)", "//example.com", "http:/example.com", "https://",
        "https:///path", "https://user@example.com", "https://user:secret@example.com/",
        "https://example.com@127.0.0.1/", "https://127.0.0.1\\@example.com/",
        "https://exa mple.com", "https://example.com/\n", "https://example.com\t",
        "https://exämple.com", "https://%31%32%37.0.0.1/", "https://example.com:0",
        "https://example.com:65536", "https://example.com:", "https://example.com:+80",
        "https://example.com:8o", "https://[::1", "https://[::1]x", "https://[::g]",
        "https://[fe80::1%25eth0]/", "https://1.2.3.4.5", "https://256.1.1.1",
        "https://1.2.3.256", "https://0x", "https://08.1.1.1", "https://4294967296",
        "https://1..2", "https://.", "https://a.b.1c",
        "https://example.com/" + String(repeating: "a", count: 2048),
    ])
    func `a malformed address is refused always`(url: String) {
        #expect(guarded.refusal(of: url) != nil)
        #expect(open.refusal(of: url) != nil)
    }

    @Test func `refusals are sentences for the owner of the URL`() {
        #expect(guarded.refusal(of: "http://127.1/") == "127.0.0.1 is loopback.")
        #expect(
            guarded.refusal(of: "ftp://a/") == "The URL should begin with https:// or http://."
        )
    }
}
