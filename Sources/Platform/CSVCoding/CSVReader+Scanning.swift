// Loops over bytes, kept free of state so that they compile to tight loops.
extension CSVReader {
    static func isLineEnd(_ byte: UInt8) -> Bool {
        byte == CSVByte.lineFeed || byte == CSVByte.carriageReturn
    }

    /// The first delimiter or line end in a range, or the end of the range.
    static func fieldEnd(in bytes: [UInt8], from start: Int, to end: Int, delimiter: UInt8) -> Int {
        let span = bytes.span
        var index = start
        while index < end {
            let byte = span[index]
            if byte == delimiter || isLineEnd(byte) { return index }
            index += 1
        }
        return index
    }

    /// The first quote in a range, or the end of the range.
    static func quote(in bytes: [UInt8], from start: Int, to end: Int) -> Int {
        let span = bytes.span
        var index = start
        while index < end, span[index] != CSVByte.quote { index += 1 }
        return index
    }

    /// The first line end from an index on, or the end of the bytes.
    static func lineEnd(in bytes: [UInt8], from start: Int) -> Int {
        let span = bytes.span
        var index = start
        while index < span.count, !isLineEnd(span[index]) { index += 1 }
        return index
    }

    /// The first byte that is not part of UTF-8; nil when there is none.
    static func firstFault(in bytes: borrowing Span<UInt8>) -> Int? {
        do throws(UTF8.ValidationError) {
            _ = try UTF8Span(validating: copy bytes)
            return nil
        } catch {
            return error.byteOffsets.lowerBound
        }
    }

    /// The column of a byte, counted from 1, from the bytes of the row before it.
    static func column(
        of index: Int,
        in bytes: [UInt8],
        from rowStart: Int,
        delimiter: UInt8?
    ) -> Int {
        var column = 1
        var isQuoted = false
        var isStart = true
        for byte in bytes[rowStart..<min(index, bytes.count)] {
            if byte == CSVByte.quote, isStart || isQuoted {
                // A doubled quote closes and opens again, so it needs no special case here.
                isQuoted.toggle()
            }
            isStart = !isQuoted && byte == delimiter
            if isStart { column += 1 }
        }
        return column
    }
}
