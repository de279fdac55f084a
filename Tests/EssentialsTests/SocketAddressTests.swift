import Essentials
import Glibc
import Testing

@Suite struct SocketAddressTests {
    @Test(
        arguments: [
            ("127.0.0.1", 2775, "127.0.0.1:2775"), ("::1", 1, "[::1]:1"),
            ("2001:db8::5", 65_535, "[2001:db8::5]:65535"), ("0.0.0.0", 0, "0.0.0.0:0"),
        ] as [(String, UInt16, String)]
    )
    func `an address is read, told, and copied from the system's form`(
        host: String,
        port: UInt16,
        text: String
    ) throws {
        let address = try #require(SocketAddress(host: host, port: port))
        #expect(address.host == host)
        #expect(address.port == port)
        #expect(address.description == text)
        #expect(address.isIPv6 == host.contains(":"))
        let copy = address.withPointer { pointer, _ in SocketAddress(pointer) }
        #expect(copy?.description == text)
    }

    @Test func `an IPv4 peer of an IPv6 socket appears as IPv4`() {
        let mapped = SocketAddress(host: "::ffff:192.0.2.1", port: 80)
        #expect(mapped?.description == "192.0.2.1:80")
    }

    @Test(arguments: ["", "localhost", "127.0.0", "1.2.3.4.5", ":::", "[::1]"])
    func `names and other texts are no addresses`(host: String) {
        #expect(SocketAddress(host: host, port: 1) == nil)
    }

    @Test func `what is not of the Internet is none`() {
        #expect(SocketAddress(nil) == nil)
        var local = sockaddr_un()
        local.sun_family = sa_family_t(AF_UNIX)
        let address = withUnsafePointer(to: &local) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { SocketAddress($0) }
        }
        #expect(address == nil)
        #expect(SocketAddress(of: -1) == nil)
    }
}
