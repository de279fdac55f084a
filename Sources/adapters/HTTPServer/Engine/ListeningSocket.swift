import CMicroHTTPD
import Glibc

/// A bound, listening socket; every server thread gets its own descriptor of it.
///
/// Made here and not by the library, which tells neither why a socket was refused nor which port
/// the system chose. Without `SO_REUSEPORT`: a second server on the same port must fail.
struct ListeningSocket: ~Copyable {
    let descriptor: Int32
    let port: Int

    init(host: String, port: Int) throws(HTTPServerError) {
        guard (0...65_535).contains(port) else { throw .badPort(port) }
        let address = try SocketAddress(host: host, port: UInt16(port))
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let made = socket(Int32(address.family), kind, 0)
        guard made >= 0, ListeningSocket.listen(made, on: address) else {
            let reason = String(cString: strerror(errno))
            if made >= 0 { close(made) }
            throw .listenFailed(address: "\(host):\(port)", reason: reason)
        }
        descriptor = made
        self.port = ListeningSocket.port(of: made)
    }

    deinit { close(descriptor) }

    /// A descriptor of the same socket, owned by the caller.
    func duplicate() throws(HTTPServerError) -> Int32 {
        let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        guard copy >= 0 else { throw .noResources(String(cString: strerror(errno))) }
        return copy
    }

    private static func listen(_ descriptor: Int32, on address: SocketAddress) -> Bool {
        var reuse: Int32 = 1
        var onlyIPv6: Int32 = 0
        let size = socklen_t(MemoryLayout<Int32>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &reuse, size)
        if address.family == AF_INET6 {
            setsockopt(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, &onlyIPv6, size)
        }
        return address.withPointer { bind(descriptor, $0, $1) } == 0
            && Glibc.listen(descriptor, SOMAXCONN) == 0
    }

    private static func port(of descriptor: Int32) -> Int {
        var address = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let known = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                getsockname(descriptor, $0, &length)
            }
        }
        // The port lies at the same place in the addresses of both families.
        return known == 0 ? withUnsafeBytes(of: &address) { Int($0[2]) << 8 | Int($0[3]) } : 0
    }
}

/// A numeric address of either family, with a port.
struct SocketAddress {
    private var storage = sockaddr_storage()
    private let length: socklen_t

    var family: sa_family_t { storage.ss_family }

    init(host: String, port: UInt16) throws(HTTPServerError) {
        var ipv4 = sockaddr_in()
        var ipv6 = sockaddr_in6()
        if inet_pton(AF_INET, host, &ipv4.sin_addr) == 1 {
            ipv4.sin_family = sa_family_t(AF_INET)
            ipv4.sin_port = port.bigEndian
            length = socklen_t(MemoryLayout<sockaddr_in>.size)
            withUnsafeMutableBytes(of: &storage) { target in
                withUnsafeBytes(of: &ipv4) { target.copyMemory(from: $0) }
            }
        } else if inet_pton(AF_INET6, host, &ipv6.sin6_addr) == 1 {
            ipv6.sin6_family = sa_family_t(AF_INET6)
            ipv6.sin6_port = port.bigEndian
            length = socklen_t(MemoryLayout<sockaddr_in6>.size)
            withUnsafeMutableBytes(of: &storage) { target in
                withUnsafeBytes(of: &ipv6) { target.copyMemory(from: $0) }
            }
        } else {
            throw .badAddress(host)
        }
    }

    func withPointer<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        withUnsafePointer(to: storage) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
        }
    }

    /// The numeric text of a peer's address; IPv4 peers of an IPv6 socket appear as IPv4.
    static func text(_ address: UnsafePointer<sockaddr>?) -> String {
        guard let address else { return "" }
        var buffer: [CChar] = Array(repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let raw = UnsafeRawPointer(address)
        switch Int32(address.pointee.sa_family) {
        case AF_INET:
            var host = raw.assumingMemoryBound(to: sockaddr_in.self).pointee.sin_addr
            inet_ntop(AF_INET, &host, &buffer, socklen_t(buffer.count))
        case AF_INET6:
            var host = raw.assumingMemoryBound(to: sockaddr_in6.self).pointee.sin6_addr
            inet_ntop(AF_INET6, &host, &buffer, socklen_t(buffer.count))
        default: return ""
        }
        let text = String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)
        return text.hasPrefix("::ffff:") && text.contains(".") ? String(text.dropFirst(7)) : text
    }
}
