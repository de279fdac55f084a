import Glibc

/// Reads the head of a request, as strictly as RFC 9112 allows.
///
/// A head that two programs could read in two ways is refused: lines without CR, folded fields,
/// blanks before a colon, and whatever leaves the length of the body in doubt.
struct HeadParser {
    let limits: HTTPServerConfiguration.Limits

    enum Outcome {
        /// More bytes are needed; none of the first ones end the head.
        case incomplete(searched: Int)
        case head(RequestHead, bytes: Int)
    }

    /// The most bytes that a head within the limits can have.
    var headBytes: Int {
        limits.uriBytes + HeadParser.lineBytes + limits.headerBytes + limits.headerFields * 8
    }

    /// A request line without its target, and an empty line before it.
    private static let lineBytes = 64

    /// Reads a head from bytes that start with it.
    ///
    /// - Parameters:
    ///   - bytes: the bytes from the start of the request.
    ///   - searched: how many of them are known not to end the head.
    /// - Returns: the head, or that more is needed.
    /// - Throws: ``RequestRefusal`` if it is malformed or beyond a limit.
    func parse(
        _ bytes: UnsafeRawBufferPointer,
        searched: Int
    ) throws(RequestRefusal) -> Outcome {
        guard let first = bytes.first else { return .incomplete(searched: 0) }
        var start = 0
        if first == ByteClass.carriageReturn {
            // An empty line before a request is tolerated (RFC 9112, 2.2).
            guard bytes.count > 1 else { return .incomplete(searched: 0) }
            guard bytes[1] == ByteClass.lineFeed else { throw .lineEnd }
            start = 2
            guard bytes.count > 2 else { return .incomplete(searched: 0) }
        }
        guard ByteClass.isToken(bytes[start]) else { throw .notHTTP }
        guard let end = try end(of: bytes, from: max(start, searched), start: start) else {
            try checkUnfinished(bytes)
            return .incomplete(searched: bytes.count)
        }
        let lines = UnsafeRawBufferPointer(rebasing: bytes[start..<end])
        return .head(try head(lines), bytes: end + 2)
    }

    /// The position after the last field, before the empty line.
    private func end(
        of bytes: UnsafeRawBufferPointer,
        from searched: Int,
        start: Int
    ) throws(RequestRefusal) -> Int? {
        guard let base = bytes.baseAddress else { return nil }
        var position = searched
        while position < bytes.count,
            let found = memchr(base + position, Int32(ByteClass.lineFeed), bytes.count - position)
        {
            let index = UnsafeRawPointer(found) - base
            guard index > start, bytes[index - 1] == ByteClass.carriageReturn else {
                throw .lineEnd
            }
            if index - start > 2, bytes[index - 2] == ByteClass.lineFeed { return index - 1 }
            position = index + 1
        }
        return nil
    }

    private func checkUnfinished(_ bytes: UnsafeRawBufferPointer) throws(RequestRefusal) {
        let lineLimit = limits.uriBytes + HeadParser.lineBytes
        guard bytes.count > lineLimit else { return }
        // The line end of a preceding empty line is not the request line's.
        let line = bytes.dropFirst(2).prefix(lineLimit)
        guard line.contains(ByteClass.lineFeed) else { throw .longTarget }
        guard bytes.count <= headBytes else { throw .largeFields }
    }

    /// Reads the lines, the last of which ends with CR and LF too.
    private func head(_ bytes: UnsafeRawBufferPointer) throws(RequestRefusal) -> RequestHead {
        var position = 0
        let line = try HeadParser.line(of: bytes, at: &position)
        var head = try requestLine(line)
        while position < bytes.count {
            try HeadParser.field(HeadParser.line(of: bytes, at: &position), to: &head)
        }
        try head.finish()
        return head
    }

    private static func line(
        of bytes: UnsafeRawBufferPointer,
        at position: inout Int
    ) throws(RequestRefusal) -> UnsafeRawBufferPointer {
        let start = position
        guard let base = bytes.baseAddress,
            let found = memchr(base + start, Int32(ByteClass.carriageReturn), bytes.count - start)
        else { throw .lineEnd }
        let end = UnsafeRawPointer(found) - base
        guard end + 1 < bytes.count, bytes[end + 1] == ByteClass.lineFeed else { throw .lineEnd }
        position = end + 2
        return UnsafeRawBufferPointer(rebasing: bytes[start..<end])
    }

    private func requestLine(
        _ line: UnsafeRawBufferPointer
    ) throws(RequestRefusal) -> RequestHead {
        var end = 0
        while end < line.count, ByteClass.isToken(line[end]) { end += 1 }
        guard (1...32).contains(end), end < line.count, line[end] == ByteClass.space else {
            throw .requestLine
        }
        let method = UnsafeRawBufferPointer(rebasing: line[..<end])
        let start = end + 1
        end = start
        while end < line.count, ByteClass.isTargetByte(line[end]) { end += 1 }
        guard end > start, end < line.count, line[end] == ByteClass.space else {
            throw .requestLine
        }
        let target = UnsafeRawBufferPointer(rebasing: line[start..<end])
        let version = UnsafeRawBufferPointer(rebasing: line[(end + 1)...])
        return try RequestHead(
            method: HTTPMethod(String(decoding: method, as: UTF8.self)),
            target: target,
            isOldVersion: HeadParser.isOld(version),
            limits: limits
        )
    }

    /// Whether the version is 1.0.
    private static func isOld(_ version: UnsafeRawBufferPointer) throws(RequestRefusal) -> Bool {
        guard version.count == 8, version.starts(with: "HTTP/".utf8),
            ByteClass.isDigit(version[5]), version[6] == UInt8(ascii: "."),
            ByteClass.isDigit(version[7])
        else { throw .requestLine }
        guard version[5] == UInt8(ascii: "1") else { throw .version }
        switch version[7] {
        case UInt8(ascii: "1"): return false
        case UInt8(ascii: "0"): return true
        default: throw .version
        }
    }

    private static func field(
        _ line: UnsafeRawBufferPointer,
        to head: inout RequestHead
    ) throws(RequestRefusal) {
        var colon = 0
        while colon < line.count, ByteClass.isToken(line[colon]) { colon += 1 }
        guard colon > 0, colon < line.count, line[colon] == ByteClass.colon else {
            guard colon < line.count, ByteClass.isBlank(line[colon]) else { throw .fieldName }
            throw colon == 0 ? .folded : .blankBeforeColon
        }
        let value = ByteClass.trimmed(UnsafeRawBufferPointer(rebasing: line[(colon + 1)...]))
        for byte in value where !ByteClass.isFieldByte(byte) { throw .fieldValue }
        let name = UnsafeRawBufferPointer(rebasing: line[..<colon])
        try head.addHeader(name, value)
    }
}
