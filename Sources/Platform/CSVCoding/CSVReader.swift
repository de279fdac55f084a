/// Reads rows of comma-separated values (RFC 4180) from bytes that arrive in pieces of any size.
///
/// Feed a piece, take rows with ``next()`` until it returns nil, and feed the next piece. After
/// the last piece call ``finish()`` and take the remaining rows. The result does not depend on
/// where the pieces are cut.
///
/// - Rows end with CRLF, LF or CR. Blank lines are skipped, but counted.
/// - A field in quotes may hold delimiters and line ends; a quote in it is doubled. A quote within
///   a field that does not begin with one stands for itself.
/// - A byte order mark (U+FEFF) before the first row is dropped.
/// - Text is UTF-8.
///
/// After an error the reader goes on with the line after the one on which the bad row began, so
/// that one stray quote costs one row: the lines that it seemed to span are read again, and each is
/// a row or an error. It holds at most one row and one piece.
public struct CSVReader: Sendable {
    /// The delimiter: as given, or as guessed from the first row; nil until that one is there.
    public private(set) var delimiter: CSVDelimiter?

    private let limits: CSVLimits
    private var guess = DelimiterGuess()
    private var hasBegun = false
    private var isFinished = false

    /// Bytes of the file from ``bufferOffset``; those before ``rowStart`` are done with.
    private var buffer: [UInt8] = []
    private var bufferOffset = 0
    private var rowStart = 0
    private var fieldStart = 0
    /// The first byte that is not copied into ``text``.
    private var runStart = 0
    private var position = 0
    private var state = State.fieldStart
    private var endedWithCarriageReturn = false

    private var rowNumber = 1
    private var text: [UInt8] = []
    private var ends: [Int] = []

    private enum State {
        case fieldStart, unquoted, quoted, afterQuote
        /// Within what is left of a bad row, up to its line end.
        case skipping
    }

    /// Creates a reader at the start of a file.
    ///
    /// - Parameters:
    ///   - delimiter: what is between fields; nil to guess it from the first row.
    ///   - limits: how long fields and rows may be.
    public init(delimiter: CSVDelimiter? = nil, limits: CSVLimits = .standard) {
        self.delimiter = delimiter
        self.limits = limits
    }

    /// Creates a reader that goes on where another one stopped.
    ///
    /// - Parameters:
    ///   - place: the other one's ``boundary``; the first byte that is fed is the one there.
    ///   - delimiter: what is between fields.
    ///   - limits: how long fields and rows may be.
    public init(
        resumingAt place: CSVPosition,
        delimiter: CSVDelimiter,
        limits: CSVLimits = .standard
    ) {
        self.delimiter = delimiter
        self.limits = limits
        hasBegun = true
        bufferOffset = place.byteOffset
        rowNumber = place.row
    }

    /// Where the next row begins; nil while that is not known, as within what is left of a bad row.
    public var boundary: CSVPosition? {
        guard hasBegun, state == .fieldStart, position == rowStart else { return nil }
        var end = position
        if endedWithCarriageReturn {
            guard position < buffer.count || isFinished else { return nil }
            if position < buffer.count, buffer[position] == CSVByte.lineFeed { end += 1 }
        }
        return CSVPosition(row: rowNumber, column: 1, byteOffset: bufferOffset + end)
    }

    /// Takes the next bytes of the file.
    public mutating func feed(_ bytes: some Collection<UInt8>) {
        if hasBegun, rowStart > 0 { dropReadBytes() }
        buffer.append(contentsOf: bytes)
    }

    /// Says that there are no more bytes, so that a last row without line end is one.
    public mutating func finish() { isFinished = true }

    /// The next row; nil when more bytes are needed or, after ``finish()``, at the end of the file.
    ///
    /// - Throws: ``CSVError`` for a row that cannot be read; the call after it reads on.
    public mutating func next() throws(CSVError) -> CSVRow? {
        guard let delimiter = begin() else { return nil }
        while true {
            if endedWithCarriageReturn { skipLineFeed() }
            guard position < buffer.count else { return try end() }
            switch state {
            case .fieldStart: startField()
            case .unquoted:
                if let row = try readUnquoted(until: delimiter.rawValue) { return row }
            case .quoted: try readQuoted()
            case .afterQuote:
                if let row = try readAfterQuote(delimiter.rawValue) { return row }
            case .skipping: skip()
            }
        }
    }
}

// What comes before the first row.
extension CSVReader {
    /// Drops the byte order mark and finds the delimiter; nil asks for more bytes.
    private mutating func begin() -> CSVDelimiter? {
        if hasBegun { return delimiter }
        let mark = CSVByte.byteOrderMark
        if buffer.count < mark.count, !isFinished, mark.starts(with: buffer) { return nil }
        let start = buffer.starts(with: mark) ? mark.count : 0
        if delimiter == nil {
            delimiter = guess.delimiter(in: buffer, from: start, limit: limits.rowBytes)
        }
        if delimiter == nil, isFinished { delimiter = guess.best }
        guard delimiter != nil else { return nil }
        hasBegun = true
        beginRow(at: start)
        return delimiter
    }

    private mutating func dropReadBytes() {
        buffer.removeSubrange(..<rowStart)
        bufferOffset += rowStart
        position -= rowStart
        fieldStart -= rowStart
        runStart -= rowStart
        rowStart = 0
    }
}

// Fields.
extension CSVReader {
    private mutating func startField() {
        fieldStart = position
        if buffer[position] == CSVByte.quote {
            position += 1
            state = .quoted
        } else {
            state = .unquoted
        }
        runStart = position
    }

    /// Reads up to the field's end; gives the row when that ends there too.
    private mutating func readUnquoted(until delimiter: UInt8) throws(CSVError) -> CSVRow? {
        position = Self.fieldEnd(in: buffer, from: position, to: stop, delimiter: delimiter)
        guard position < buffer.count else { return nil }
        let byte = buffer[position]
        guard byte == delimiter || Self.isLineEnd(byte) else { throw tooLong() }
        if position == rowStart, byte != delimiter {
            endLine()
            return nil
        }
        text.append(contentsOf: buffer[runStart..<position])
        return try endField(delimiter)
    }

    private mutating func readQuoted() throws(CSVError) {
        let end = stop
        position = Self.quote(in: buffer, from: position, to: end)
        guard position < buffer.count else { return }
        guard position < end else { throw tooLong() }
        text.append(contentsOf: buffer[runStart..<position])
        position += 1
        state = .afterQuote
    }

    private mutating func readAfterQuote(_ delimiter: UInt8) throws(CSVError) -> CSVRow? {
        let byte = buffer[position]
        if byte == delimiter || Self.isLineEnd(byte) { return try endField(delimiter) }
        guard position < stop else { throw tooLong() }
        guard byte == CSVByte.quote else {
            let error = CSVError.textAfterQuote(place(of: position))
            rewind()
            throw error
        }
        // The second of two quotes stands for one: the next run begins with it.
        runStart = position
        position += 1
        state = .quoted
        return nil
    }

    /// Takes the delimiter or line end at the position.
    private mutating func endField(_ delimiter: UInt8) throws(CSVError) -> CSVRow? {
        ends.append(text.count)
        guard buffer[position] == delimiter else { return try endRow() }
        guard position - rowStart < limits.rowBytes else { throw rowTooLong() }
        guard ends.count < limits.columns else {
            let error = CSVError.tooManyColumns(place(of: position + 1), limit: limits.columns)
            rewind()
            throw error
        }
        position += 1
        state = .fieldStart
        return nil
    }

    /// How far the scan may go: to the end of the bytes, of what the field or the row may have.
    private var stop: Int {
        min(buffer.count, fieldStart + limits.fieldBytes, rowStart + limits.rowBytes)
    }
}

// Rows.
extension CSVReader {
    /// The row that ends at the line end at the position.
    private mutating func endRow() throws(CSVError) -> CSVRow {
        let end = position
        let start = rowStart
        let fault = Self.firstFault(in: buffer.span.extracting(start..<end))
        guard let fault else {
            let row = CSVRow(
                number: rowNumber,
                byteOffset: bufferOffset + start,
                text: text,
                ends: ends
            )
            endLine()
            return row
        }
        let error = CSVError.notUTF8(place(of: start + fault))
        rewind()
        throw error
    }

    /// What the end of the bytes means.
    private mutating func end() throws(CSVError) -> CSVRow? {
        guard isFinished, state != .skipping else { return nil }
        if state == .quoted {
            let error = CSVError.unclosedQuote(place(of: fieldStart))
            rewind()
            throw error
        }
        guard position > rowStart else { return nil }
        if state == .unquoted { text.append(contentsOf: buffer[runStart..<position]) }
        ends.append(text.count)
        return try endRow()
    }

    /// Passes the line end at the position, if there is one.
    private mutating func endLine() {
        endedWithCarriageReturn =
            position < buffer.count && buffer[position] == CSVByte.carriageReturn
        rowNumber += 1
        beginRow(at: min(position + 1, buffer.count))
    }

    private mutating func beginRow(at start: Int) {
        rowStart = start
        fieldStart = start
        position = start
        state = .fieldStart
        let (textRoom, endsRoom) = (text.count, ends.count)
        text = []
        ends = []
        text.reserveCapacity(textRoom)
        ends.reserveCapacity(endsRoom)
    }

    /// The second half of a CRLF belongs to the row before.
    private mutating func skipLineFeed() {
        guard position < buffer.count else { return }
        endedWithCarriageReturn = false
        guard buffer[position] == CSVByte.lineFeed else { return }
        position += 1
        rowStart = position
    }
}

// Bad rows.
extension CSVReader {
    /// The error of the limit that the field or the row crosses first; the row is given up.
    private mutating func tooLong() -> CSVError {
        guard fieldStart + limits.fieldBytes <= rowStart + limits.rowBytes else {
            return rowTooLong()
        }
        let place = place(of: fieldStart)
        rewind()
        return .fieldTooLong(place, limitBytes: limits.fieldBytes)
    }

    private mutating func rowTooLong() -> CSVError {
        let place = place(of: fieldStart)
        rewind()
        return .rowTooLong(place, limitBytes: limits.rowBytes)
    }

    /// Leaves out the line on which the row began.
    private mutating func rewind() {
        position = rowStart
        giveUp()
    }

    /// Leaves out what is left of the line.
    private mutating func giveUp() {
        text.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        rowStart = position
        state = .skipping
    }

    private mutating func skip() {
        position = Self.lineEnd(in: buffer, from: position)
        rowStart = position
        if position < buffer.count { endLine() }
    }

    /// Where a byte of the present row is.
    private func place(of index: Int) -> CSVPosition {
        CSVPosition(
            row: rowNumber,
            column: Self.column(
                of: index,
                in: buffer,
                from: rowStart,
                delimiter: delimiter?.rawValue
            ),
            byteOffset: bufferOffset + index
        )
    }
}
