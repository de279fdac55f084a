import Glibc

/// A blocking socket of the test, for peers that behave badly.
public final class RawPeer: Sendable {
    /// The descriptor of the socket.
    public let descriptor: Int32

    /// Connects to a port of 127.0.0.1.
    public init(port: UInt16, receiveBuffer: Int32? = nil) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        if var size = receiveBuffer {
            setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(4))
        }
        var time = timeval(tv_sec: 5, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(16))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let code = withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard code == 0 else { throw TestSupportError("connect: errno \(errno)") }
    }

    deinit { close(descriptor) }

    /// Sends all bytes, waiting if necessary.
    public func send(_ bytes: [UInt8]) {
        _ = Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    /// Sends what the system accepts at once.
    public func sendWithoutWaiting(_ bytes: [UInt8]) {
        let flags = Int32(MSG_NOSIGNAL | MSG_DONTWAIT)
        _ = Glibc.send(descriptor, bytes, bytes.count, flags)
    }

    /// The next bytes; empty at the end, nil after an error or 5 seconds.
    public func receive(_ most: Int = 65_536) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: most)
        let count = recv(descriptor, &bytes, most, 0)
        return count < 0 ? nil : Array(bytes[..<count])
    }

    /// All bytes until the end.
    public func receiveAll() throws -> [UInt8] {
        var all: [UInt8] = []
        while let bytes = receive() {
            guard !bytes.isEmpty else { return all }
            all += bytes
        }
        throw TestSupportError("receive: errno \(errno)")
    }
}
