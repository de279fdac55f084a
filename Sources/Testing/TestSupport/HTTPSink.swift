import Essentials
import Glibc

/// A small HTTP/1.1 server on loopback that answers as the test says, for outgoing calls.
///
/// One thread with `poll`; connections are kept alive. Not for untrusted input.
public final class HTTPSink: Sendable {
    /// A request.
    public struct Request: Sendable {
        /// The request line and header lines.
        public let head: String
        /// The body.
        public let body: [UInt8]

        /// The method, such as `POST`.
        public var method: Substring { head.prefix { $0 != " " } }
        /// The path with its query.
        public var path: Substring { head.dropFirst(method.count + 1).prefix { $0 != " " } }
        /// The value of the first header with this name; nil if there is none.
        public func header(_ name: String) -> String? {
            for line in head.split(separator: "\r\n").dropFirst() {
                let parts = line.split(separator: ":", maxSplits: 1)
                guard parts.count == 2, parts[0].lowercased() == name.lowercased() else { continue }
                return String(parts[1].drop { $0 == " " })
            }
            return nil
        }
    }

    /// What the sink does with a request.
    public enum Reply: Sendable {
        /// Answers.
        case answer(status: Int, headers: [String] = [], body: [UInt8] = [])
        /// Never answers; keeps the connection.
        case hold
        /// Closes the connection without an answer.
        case close
    }

    /// The port it listens on.
    public let port: UInt16
    private let listener: Int32
    private let isStopped = Locked(false)
    private let received = Locked<[Request]>([])
    private let counter = Locked((requests: 0, connections: 0))

    /// Starts a sink.
    ///
    /// - Parameters:
    ///   - keepsRequests: whether ``requests`` keeps the requests; off for benchmarks.
    ///   - reply: decides about the answer; runs on the sink's thread.
    public init(
        keepsRequests: Bool = true,
        reply: @escaping @Sendable (Request) -> Reply = { _ in .answer(status: 200) }
    ) {
        // Programs that a test starts must not inherit these sockets.
        let kind = SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue
        let listener = socket(AF_INET, Int32(kind), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let port = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                precondition(bind(listener, generic, length) == 0 && listen(listener, 1024) == 0)
                getsockname(listener, generic, &length)
            }
            return UInt16(bigEndian: pointer.pointee.sin_port)
        }
        self.listener = listener
        self.port = port
        let thread = Unmanaged.passRetained(
            Loop(sink: self, keepsRequests: keepsRequests, reply: reply)
        )
        var handle = pthread_t()
        let code = pthread_create(
            &handle,
            nil,
            { context in
                guard let context else { return nil }
                ThreadTimes.nameThread("http-sink")
                Unmanaged<Loop>.fromOpaque(context).takeRetainedValue().run()
                return nil
            },
            thread.toOpaque()
        )
        precondition(code == 0, "no thread for the sink")
        pthread_detach(handle)
    }

    /// The sink's address with the given path.
    public func url(_ path: String = "/") -> String { "http://127.0.0.1:\(port)\(path)" }

    /// The requests so far, oldest first.
    public var requests: [Request] { received.withLock { $0 } }

    /// The number of requests so far.
    public var requestCount: Int { counter.withLock { $0.requests } }

    /// The number of connections so far.
    public var connectionCount: Int { counter.withLock { $0.connections } }

    /// Closes all connections and stops listening, soon.
    public func stop() { isStopped.withLock { $0 = true } }

    /// The sink's thread.
    private final class Loop {
        private let sink: HTTPSink
        private let keepsRequests: Bool
        private let reply: @Sendable (Request) -> Reply
        private var connections: [Int32: [UInt8]] = [:]
        private var descriptors: [pollfd]

        init(
            sink: HTTPSink,
            keepsRequests: Bool,
            reply: @escaping @Sendable (Request) -> Reply
        ) {
            self.sink = sink
            self.keepsRequests = keepsRequests
            self.reply = reply
            descriptors = [pollfd(fd: sink.listener, events: Int16(POLLIN), revents: 0)]
        }

        func run() {
            while !sink.isStopped.withLock({ $0 }) {
                poll(&descriptors, nfds_t(descriptors.count), 50)
                let ready = descriptors.filter { $0.revents != 0 }.map(\.fd)
                for descriptor in ready {
                    if descriptor == sink.listener { open() } else { read(descriptor) }
                }
            }
            for descriptor in descriptors { Glibc.close(descriptor.fd) }
        }

        private func open() {
            let descriptor = accept(sink.listener, nil, nil)
            guard descriptor >= 0 else { return }
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
            var one: Int32 = 1
            setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, 4)
            connections[descriptor] = []
            descriptors.append(pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0))
            sink.counter.withLock { $0.connections += 1 }
        }

        private func close(_ descriptor: Int32) {
            connections[descriptor] = nil
            descriptors.removeAll { $0.fd == descriptor }
            Glibc.close(descriptor)
        }

        private func read(_ descriptor: Int32) {
            let bytes = [UInt8](unsafeUninitializedCapacity: 16_384) { buffer, count in
                count = max(0, recv(descriptor, buffer.baseAddress, buffer.count, 0))
            }
            guard !bytes.isEmpty else { return close(descriptor) }
            var rest = (connections[descriptor] ?? []) + bytes
            while connections[descriptor] != nil, let request = takeRequest(from: &rest) {
                sink.counter.withLock { $0.requests += 1 }
                if keepsRequests { sink.received.withLock { $0.append(request) } }
                switch reply(request) {
                case .hold: break
                case .close: return close(descriptor)
                case .answer(let status, let headers, let body):
                    answer(descriptor, status, headers, body)
                }
            }
            if connections[descriptor] != nil { connections[descriptor] = rest }
        }

        private func takeRequest(from bytes: inout [UInt8]) -> Request? {
            guard bytes.count >= 4,
                let end = (0...bytes.count - 4).first(where: { index in
                    bytes[index] == 13 && bytes[index + 1] == 10 && bytes[index + 2] == 13
                        && bytes[index + 3] == 10
                })
            else { return nil }
            let head = String(decoding: bytes[..<end], as: UTF8.self)
            let length: Int
            if let range = head.firstRange(of: "Content-Length: ") {
                length = Int(head[range.upperBound...].prefix { $0.isNumber }) ?? 0
            } else {
                length = 0
            }
            guard bytes.count >= end + 4 + length else { return nil }
            let body = Array(bytes[end + 4..<end + 4 + length])
            bytes.removeFirst(end + 4 + length)
            return Request(head: head, body: body)
        }

        private func answer(
            _ descriptor: Int32,
            _ status: Int,
            _ headers: [String],
            _ body: [UInt8]
        ) {
            var lines = ["HTTP/1.1 \(status) \(status)", "Content-Length: \(body.count)"]
            lines += headers
            let bytes = Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body
            var sent = 0
            while sent < bytes.count {
                let count = bytes[sent...].withUnsafeBytes {
                    send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                guard count > 0 else { return close(descriptor) }
                sent += count
            }
        }
    }
}
