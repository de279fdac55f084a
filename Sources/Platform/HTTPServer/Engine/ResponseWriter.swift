import Essentials
import Glibc

/// Puts the heads of answers into bytes, together with short bodies.
struct ResponseWriter {
    /// What goes into one write.
    private(set) var bytes: [UInt8] = []
    private let clock: any Clock
    private var dateSecond: Int64 = .min
    private var date: [UInt8] = []

    /// Bodies beyond this size are written on their own, uncopied.
    private static let joinedBytes = 131_072

    /// How the end of the body is told.
    enum Body {
        /// A length, and the body after it if it is sent.
        case whole([UInt8], isSent: Bool)
        case chunks
        /// The end of the connection.
        case untilClosed
    }

    /// What the connection does after the answer.
    enum Persistence {
        case standard, closes
        /// HTTP/1.0 closes unless it is told otherwise.
        case keptAlive
    }

    init(clock: any Clock) {
        self.clock = clock
        bytes.reserveCapacity(4096)
    }

    /// Puts the head together; the rest of the body if it has to be written on its own.
    mutating func compose(
        _ response: HTTPResponse,
        _ body: Body,
        requestID: String,
        _ persistence: Persistence
    ) -> [UInt8] {
        bytes.removeAll(keepingCapacity: true)
        let status = (200...599).contains(response.status) ? response.status : 500
        append("HTTP/1.1 ")
        append(number: status)
        bytes.append(ByteClass.space)
        append(StatusText.phrase(of: status))
        append("\r\n")
        appendDate()
        for header in response.headers where ResponseWriter.isAllowed(header.name) {
            append(header.name)
            append(": ")
            appendValue(header.value)
            append("\r\n")
        }
        append("X-Request-Id: ")
        append(requestID)
        switch persistence {
        case .standard: break
        case .closes: append("\r\nConnection: close")
        case .keptAlive: append("\r\nConnection: keep-alive")
        }
        return appendBody(body, status: status)
    }

    private mutating func appendBody(_ body: Body, status: Int) -> [UInt8] {
        switch body {
        case .whole(let content, let isSent):
            if status != 204, status != 304 {
                append("\r\nContent-Length: ")
                append(number: content.count)
            }
            append("\r\n\r\n")
            guard isSent, status != 204, status != 304 else { return [] }
            guard content.count <= ResponseWriter.joinedBytes else { return content }
            bytes.append(contentsOf: content)
        case .chunks: append("\r\nTransfer-Encoding: chunked\r\n\r\n")
        case .untilClosed: append("\r\n\r\n")
        }
        return []
    }

    /// Puts a chunk together.
    mutating func compose(chunk: [UInt8]) {
        bytes.removeAll(keepingCapacity: true)
        append(String(chunk.count, radix: 16))
        append("\r\n")
        bytes.append(contentsOf: chunk)
        append("\r\n")
    }

    /// Gives back the memory of a long answer.
    mutating func trim() {
        guard bytes.capacity > 2 * ResponseWriter.joinedBytes else { return }
        bytes = []
        bytes.reserveCapacity(4096)
    }
}

// MARK: Parts

extension ResponseWriter {
    @inline(__always)
    private mutating func append(_ text: StaticString) {
        bytes.append(
            contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        )
    }

    private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

    private mutating func append(number: Int) {
        guard number >= 10 else { return bytes.append(48 + UInt8(number)) }
        append(number: number / 10)
        bytes.append(48 + UInt8(number % 10))
    }

    /// The value; a control character becomes a blank, so that no value ends its field early.
    private mutating func appendValue(_ value: String) {
        for byte in value.utf8 { bytes.append(byte < 32 || byte == 127 ? ByteClass.space : byte) }
    }

    private mutating func appendDate() {
        let second = clock.now.microseconds / 1_000_000
        if second != dateSecond {
            dateSecond = second
            date = ResponseWriter.date(second)
        }
        bytes.append(contentsOf: date)
    }

    /// The field `Date`, with its line end (RFC 9110, 5.6.7).
    private static func date(_ second: Int64) -> [UInt8] {
        let day = second.floorDivided(by: 86_400)
        let rest = second - day * 86_400
        let date = CivilDate(daysSinceEpoch: day)
        let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ]
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let weekday = days[Int(day - day.floorDivided(by: 7) * 7)]
        let time = "\(two(rest / 3600)):\(two(rest / 60 % 60)):\(two(rest % 60))"
        let text =
            "Date: \(weekday), \(two(Int64(date.day))) \(months[date.month - 1]) \(date.year) "
            + "\(time) GMT\r\n"
        return Array(text.utf8)
    }

    /// Whether the field is well-formed and not one that the server sets.
    private static func isAllowed(_ name: String) -> Bool {
        guard !name.isEmpty, name.utf8.allSatisfy(ByteClass.isToken) else { return false }
        return switch name.utf8.count {
        case 4: !equalsIgnoringCase(name.utf8, "Date".utf8)
        case 10: !equalsIgnoringCase(name.utf8, "Connection".utf8)
        case 14: !equalsIgnoringCase(name.utf8, "Content-Length".utf8)
        case 17: !equalsIgnoringCase(name.utf8, "Transfer-Encoding".utf8)
        default: true
        }
    }
}

/// The words of a status line, for people.
private enum StatusText {
    static func phrase(of status: Int) -> StaticString {
        switch status {
        case 200: "OK"
        case 201: "Created"
        case 202: "Accepted"
        case 204: "No Content"
        case 304: "Not Modified"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 402: "Payment Required"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 408: "Request Timeout"
        case 409: "Conflict"
        case 410: "Gone"
        case 413: "Content Too Large"
        case 414: "URI Too Long"
        case 415: "Unsupported Media Type"
        case 417: "Expectation Failed"
        case 422: "Unprocessable Content"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        case 500: "Internal Server Error"
        case 501: "Not Implemented"
        case 503: "Service Unavailable"
        case 505: "HTTP Version Not Supported"
        default: "Status"
        }
    }
}
