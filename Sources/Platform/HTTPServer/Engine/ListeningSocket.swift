import Essentials
import Glibc

/// A bound, listening socket; every server thread gets its own descriptor for it.
///
/// Created here because the library reports neither why a socket was refused nor which port the
/// system chose. It does not use `SO_REUSEPORT`: a second server on the same port must fail.
struct ListeningSocket: ~Copyable {
    let descriptor: Int32
    let port: Int

    init(host: String, port: Int) throws(HTTPServerError) {
        guard (0...65_535).contains(port) else { throw .badPort(port) }
        guard let address = SocketAddress(host: host, port: UInt16(port)) else {
            throw .badAddress(host)
        }
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let made = socket(address.family, kind, 0)
        guard made >= 0, ListeningSocket.listen(made, on: address) else {
            let reason = String(cString: strerror(errno))
            if made >= 0 { close(made) }
            throw .listenFailed(address: "\(host):\(port)", reason: reason)
        }
        descriptor = made
        self.port = Int(SocketAddress(of: made)?.port ?? 0)
    }

    deinit { close(descriptor) }

    /// Another descriptor for the same socket, owned by the caller.
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
        if address.isIPv6 {
            setsockopt(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, &onlyIPv6, size)
        }
        return address.withPointer { bind(descriptor, $0, $1) } == 0
            && Glibc.listen(descriptor, SOMAXCONN) == 0
    }
}
