import Glibc

/// A plain HTTP/1.1 client on a blocking socket; no operation takes longer than ten seconds.
final class Client {
    struct Response: Equatable {
        var status = 0
        var headers: [String: String] = [:]
        var body = ""
    }

    enum Failure: Error {
        case notConnected, closed
        case badResponse(String)
    }

    let descriptor: Int32
    private var buffer: [UInt8] = []

    init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var limit = timeval(tv_sec: 10, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw Failure.notConnected }
    }

    deinit { close(descriptor) }

    /// Sends text as it is; a server that closed the connection is noticed when reading.
    func send(_ text: String) { send(bytes: Array(text.utf8)) }

    /// Sends bytes as they are.
    func send(bytes: [UInt8]) {
        var bytes = bytes[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            bytes = bytes.dropFirst(count)
        }
    }

    /// Ends its side of the connection, and reads on.
    func finish() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Sends a request and reads its response.
    func ask(
        _ method: String,
        _ target: String,
        headers: [String] = [],
        body: String? = nil
    ) throws -> Response {
        var head = ["\(method) \(target) HTTP/1.1", "Host: test"] + headers
        if let body { head.append("Content-Length: \(body.utf8.count)") }
        send((head + ["", body ?? ""]).joined(separator: "\r\n"))
        return try response(to: method)
    }

    /// Reads one response, interim ones included.
    func response(to method: String = "GET") throws -> Response {
        while firstRange(of: "\r\n\r\n") == nil { try fill() }
        guard let end = firstRange(of: "\r\n\r\n") else { throw Failure.closed }
        let head = String(decoding: buffer[..<end], as: UTF8.self)
        buffer.removeFirst(end + 4)
        var response = Response()
        let lines = head.split(separator: "\r\n")
        let words = (lines.first ?? "").split(separator: " ")
        guard words.count >= 2, let status = Int(words[1]) else { throw Failure.badResponse(head) }
        response.status = status
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { throw Failure.badResponse(head) }
            response.headers[parts[0].lowercased()] = String(parts[1].drop { $0 == " " })
        }
        let length = response.headers["content-length"].flatMap { Int($0) } ?? 0
        if method != "HEAD", length > 0 {
            while buffer.count < length { try fill() }
            response.body = String(decoding: buffer[..<length], as: UTF8.self)
            buffer.removeFirst(length)
        }
        return response
    }

    /// Reads the next chunk of a body; empty for the last one.
    func chunk() throws -> [UInt8] {
        while firstRange(of: "\r\n") == nil { try fill() }
        guard let end = firstRange(of: "\r\n") else { throw Failure.closed }
        let line = String(decoding: buffer[..<end], as: UTF8.self)
        guard let count = Int(line, radix: 16) else { throw Failure.badResponse(line) }
        while buffer.count < end + 2 + count + 2 { try fill() }
        let bytes = Array(buffer[(end + 2)..<(end + 2 + count)])
        buffer.removeFirst(end + 2 + count + 2)
        return bytes
    }

    /// Reads a body in chunks to its end.
    func chunkedBody() throws -> [UInt8] {
        var body: [UInt8] = []
        while true {
            let chunk = try chunk()
            if chunk.isEmpty { return body }
            body += chunk
        }
    }

    /// Reads whatever comes until the server closes the connection.
    func rest() throws -> [UInt8] {
        do {
            while true { try fill() }
        } catch Failure.closed {
            return buffer
        }
    }

    /// Whether the server closes the connection, within ten seconds.
    func isClosed() -> Bool {
        do {
            try fill()
            return false
        } catch Failure.closed {
            return true
        } catch {
            return false
        }
    }

    private func firstRange(of text: String) -> Int? {
        let wanted = Array(text.utf8)
        guard buffer.count >= wanted.count else { return nil }
        return (0...buffer.count - wanted.count).first {
            buffer[$0..<$0 + wanted.count].elementsEqual(wanted)
        }
    }

    private func fill() throws {
        var part = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &part, part.count, 0)
        if count > 0 {
            buffer += part[..<count]
        } else if count == 0 || errno == ECONNRESET {
            throw Failure.closed
        } else {
            throw Failure.badResponse("nothing came within ten seconds")
        }
    }
}
