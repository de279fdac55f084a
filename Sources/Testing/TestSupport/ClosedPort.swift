import Glibc

/// A port of 127.0.0.1 that is bound but does not listen: connections are refused.
public final class ClosedPort: Sendable {
    /// The port.
    public let number: UInt16
    private let descriptor: Int32

    /// Binds a port that the system chooses.
    public init() {
        let made = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = bind(made, $0, length)
                _ = getsockname(made, $0, &length)
            }
        }
        descriptor = made
        number = UInt16(bigEndian: address.sin_port)
    }

    deinit { close(descriptor) }
}
