import JSONCoding

/// Reads JSON values, one per line, from bytes that arrive in pieces of any size.
///
/// Lines end with LF or CRLF; blank lines are skipped, but counted. A byte order mark before the
/// first line is dropped. After an error the reader continues with the next line.
struct NDJSONReader {
    /// The content of a line.
    struct Line {
        /// The line number, counted from 1.
        let number: Int
        /// The offset of the line.
        let byteOffset: Int
        let content: Result<JSONValue, Fault>
    }

    /// Why a line cannot be read.
    enum Fault: Error, Hashable {
        case tooLong(limitBytes: Int)
        case notUTF8
        case notJSON
        case tooDeep
    }

    private let limitBytes: Int
    private var buffer: [UInt8] = []
    private var bufferOffset: Int
    private var lineStart = 0
    private var position = 0
    private var number: Int
    /// Whether the rest of a line that is too long is being skipped.
    private var isSkipping = false
    private var isFinished = false

    /// Creates a reader at the start of a file, or at a ``boundary`` of another reader.
    init(limitBytes: Int, byteOffset: Int = 0, number: Int = 1) {
        self.limitBytes = limitBytes
        self.number = number
        bufferOffset = byteOffset
    }

    /// The offset of the next line; nil within a skipped one.
    var boundary: (byteOffset: Int, number: Int)? {
        isSkipping ? nil : (bufferOffset + lineStart, number)
    }

    /// Adds the next bytes of the file.
    mutating func feed(_ bytes: [UInt8]) {
        buffer.removeSubrange(..<lineStart)
        bufferOffset += lineStart
        position -= lineStart
        lineStart = 0
        buffer += bytes
    }

    /// Marks the end of the content, so that a last line without a line break counts.
    mutating func finish() { isFinished = true }

    /// The next line; nil if more bytes are needed, or at the end of the file.
    mutating func next() -> Line? {
        while lineStart < buffer.count {
            position = Self.lineEnd(in: buffer, from: position)
            let isWhole = position < buffer.count
            if isSkipping {
                isSkipping = !isWhole
                endLine(isWhole)
                continue
            }
            if position - lineStart > limitBytes {
                let line = Line(
                    number: number,
                    byteOffset: bufferOffset + lineStart,
                    content: .failure(.tooLong(limitBytes: limitBytes))
                )
                isSkipping = !isWhole
                endLine(isWhole)
                return line
            }
            guard isWhole || isFinished else { return nil }
            let (start, end) = (lineStart, position)
            let (place, lineNumber) = (bufferOffset + start, number)
            endLine(true)
            guard let content = content(start, end, isFirst: place == 0) else { continue }
            return Line(number: lineNumber, byteOffset: place, content: content)
        }
        return nil
    }

    /// Moves past the line end at the position, or to the end of an incomplete line.
    private mutating func endLine(_ isWhole: Bool) {
        if isWhole { number += 1 }
        lineStart = min(isWhole ? position + 1 : position, buffer.count)
        position = lineStart
    }

    /// The content of a line; nil if it is blank.
    private func content(_ start: Int, _ end: Int, isFirst: Bool) -> Result<JSONValue, Fault>? {
        var text = buffer[start..<end]
        if isFirst, text.starts(with: [0xEF, 0xBB, 0xBF]) { text = text.dropFirst(3) }
        if text.last == UInt8(ascii: "\r") { text = text.dropLast() }
        guard text.contains(where: { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }) else {
            return nil
        }
        do throws(JSONError) {
            return .success(try JSONDocument.parse(Array(text)))
        } catch {
            if error == .tooDeep { return .failure(.tooDeep) }
            return .failure(String(validating: text, as: UTF8.self) == nil ? .notUTF8 : .notJSON)
        }
    }

    private static func lineEnd(in bytes: [UInt8], from start: Int) -> Int {
        let span = bytes.span
        var index = start
        while index < span.count, span[index] != UInt8(ascii: "\n") { index += 1 }
        return index
    }
}
