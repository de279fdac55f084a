import Glibc

/// A connection of an HTTP/1.1 client that sends any bytes and checks nothing.
///
/// It blocks its thread.
public final class HTTPConnection {
    /// A response.
    public struct Answer: Sendable {
        /// The status.
        public let status: Int
        /// The header lines in order.
        public let headers: [(name: String, value: String)]
        /// The body.
        public let body: [UInt8]

        /// The value of the first header with this name, in any case.
        public func header(_ name: String) -> String? {
            headers.first { $0.name.lowercased() == name.lowercased() }?.value
        }

        /// The body as text.
        public var text: String { String(decoding: body, as: UTF8.self) }

        /// The body as JSON.
        public var json: JSON { JSON(body) }
    }

    private let descriptor: Int32
    private var received: [UInt8] = []

    /// Connects to a port on loopback.
    public init(port: UInt16, timeLimit: Int = 30) throws {
        descriptor = try LoopbackSocket.connect(port: port, timeLimit: timeLimit)
    }

    deinit { close(descriptor) }

    /// Sends a request and waits for the response.
    public func send(
        _ method: String,
        _ path: String,
        headers: [(String, String)] = [],
        body: [UInt8]? = nil
    ) throws -> Answer {
        var head = "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        for (name, value) in headers { head += "\(name): \(value)\r\n" }
        if let body { head += "Content-Length: \(body.count)\r\n" }
        // A server may refuse a body before it has read it: then the response is what counts.
        try? write(Array((head + "\r\n").utf8) + (body ?? []))
        return try read(hasBody: method != "HEAD")
    }

    /// Sends bytes.
    public func write(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw TestSupportError("send: errno \(errno)") }
            sent += count
        }
    }

    /// Waits for a response.
    public func read(hasBody: Bool = true) throws -> Answer {
        while true {
            let end = try headEnd()
            let head = String(decoding: received[..<end], as: UTF8.self)
            received.removeFirst(end + 4)
            let lines = head.split(separator: "\r\n")
            let words = lines.first?.split(separator: " ") ?? []
            guard words.count >= 2, let status = Int(words[1]) else {
                throw TestSupportError("no status line: \(head)")
            }
            guard status != 100 else { continue }
            let headers = lines.dropFirst().map { line in
                let name = line.prefix { $0 != ":" }
                return (String(name), String(line.dropFirst(name.count + 1).drop { $0 == " " }))
            }
            let coding = headers.first { $0.0.lowercased() == "transfer-encoding" }?.1
            if hasBody, coding?.lowercased() == "chunked" {
                return Answer(status: status, headers: headers, body: try chunks())
            }
            let declared = headers.first { $0.0.lowercased() == "content-length" }?.1
            let length = hasBody && status != 204 ? Int(declared ?? "") ?? 0 : 0
            while received.count < length { try receive() }
            defer { received.removeFirst(length) }
            return Answer(status: status, headers: headers, body: Array(received[..<length]))
        }
    }

    /// A body in chunks (RFC 9112, 7.1); throws if the connection ends before the last one.
    private func chunks() throws -> [UInt8] {
        var body: [UInt8] = []
        while true {
            let end = try end(before: [13, 10])
            guard let count = Int(String(decoding: received[..<end], as: UTF8.self), radix: 16)
            else { throw TestSupportError("no chunk") }
            while received.count < end + count + 4 { try receive() }
            body += received[(end + 2)..<(end + 2 + count)]
            received.removeFirst(end + count + 4)
            if count == 0 { return body }
        }
    }

    private func headEnd() throws -> Int { try end(before: [13, 10, 13, 10]) }

    /// The end of the text before a mark.
    private func end(before mark: [UInt8]) throws -> Int {
        while true {
            if received.count >= mark.count {
                for index in 0...(received.count - mark.count)
                where received[index..<(index + mark.count)].elementsEqual(mark) { return index }
            }
            try receive()
        }
    }

    private func receive() throws {
        let bytes = [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, count in
            count = max(0, recv(descriptor, buffer.baseAddress, buffer.count, 0))
        }
        guard !bytes.isEmpty else { throw TestSupportError("the connection ended: errno \(errno)") }
        received += bytes
    }
}
