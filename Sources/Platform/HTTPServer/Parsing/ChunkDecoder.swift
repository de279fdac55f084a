/// Reads a body in chunks (RFC 9112, 7.1), as strictly as the head.
///
/// Extensions and trailers are checked, counted and dropped.
struct ChunkDecoder {
    private enum State {
        case size(digits: Int)
        case blankBeforeExtension
        case `extension`
        case sizeEnd
        case data
        case dataReturn, dataEnd
        case trailerStart, trailerName, trailerValue, trailerEnd
        case lastEnd
        case complete
    }

    private var state = State.size(digits: 0)
    private var size = 0
    /// Bytes of extensions and trailers, together.
    private var extraBytes = 0
    private let extraLimit: Int

    init(extraLimit: Int) { self.extraLimit = extraLimit }

    var isComplete: Bool { if case .complete = state { true } else { false } }

    /// Reads up to the end of the body or of the bytes, and returns the number of bytes read.
    mutating func decode(
        _ bytes: UnsafeRawBufferPointer,
        into take: (UnsafeRawBufferPointer) throws(RequestRefusal) -> Void
    ) throws(RequestRefusal) -> Int {
        var position = 0
        while position < bytes.count, !isComplete {
            if case .data = state {
                let count = min(size, bytes.count - position)
                try take(UnsafeRawBufferPointer(rebasing: bytes[position..<(position + count)]))
                position += count
                size -= count
                if size == 0 { state = .dataReturn }
            } else {
                state = try next(after: bytes[position])
                position += 1
            }
        }
        return position
    }

    private mutating func next(after byte: UInt8) throws(RequestRefusal) -> State {
        switch state {
        case .size(let digits): return try sizeByte(byte, digits)
        case .blankBeforeExtension:
            if ByteClass.isBlank(byte) { return try counted(.blankBeforeExtension) }
            guard byte == UInt8(ascii: ";") else { throw .badChunk }
            return try counted(.extension)
        case .extension:
            if byte == ByteClass.carriageReturn { return .sizeEnd }
            guard ByteClass.isFieldByte(byte) else { throw .badChunk }
            return try counted(.extension)
        case .sizeEnd:
            guard byte == ByteClass.lineFeed else { throw .badChunk }
            return size == 0 ? .trailerStart : .data
        case .dataReturn:
            guard byte == ByteClass.carriageReturn else { throw .badChunk }
            return .dataEnd
        case .dataEnd:
            guard byte == ByteClass.lineFeed else { throw .badChunk }
            return .size(digits: 0)
        case .trailerStart, .trailerName, .trailerValue, .trailerEnd:
            return try trailerByte(byte)
        case .lastEnd:
            guard byte == ByteClass.lineFeed else { throw .badTrailer }
            return .complete
        case .data, .complete: return state
        }
    }

    private mutating func sizeByte(
        _ byte: UInt8,
        _ digits: Int
    ) throws(RequestRefusal) -> State {
        if let digit = ByteClass.hexadecimal(byte) {
            // 15 digits cannot overflow, and are beyond every limit.
            guard digits < 15 else { throw .badChunk }
            size = (digits == 0 ? 0 : size) << 4 | Int(digit)
            return .size(digits: digits + 1)
        }
        guard digits > 0 else { throw .badChunk }
        switch byte {
        case ByteClass.carriageReturn: return .sizeEnd
        case UInt8(ascii: ";"): return try counted(.extension)
        case ByteClass.space, ByteClass.tab: return try counted(.blankBeforeExtension)
        default: throw .badChunk
        }
    }

    private mutating func trailerByte(_ byte: UInt8) throws(RequestRefusal) -> State {
        switch state {
        case .trailerStart where byte == ByteClass.carriageReturn: return .lastEnd
        case .trailerStart:
            guard ByteClass.isToken(byte) else { throw .badTrailer }
            return try counted(.trailerName)
        case .trailerName where byte == ByteClass.colon: return try counted(.trailerValue)
        case .trailerName:
            guard ByteClass.isToken(byte) else { throw .badTrailer }
            return try counted(.trailerName)
        case .trailerValue where byte == ByteClass.carriageReturn: return .trailerEnd
        case .trailerValue:
            guard ByteClass.isFieldByte(byte) else { throw .badTrailer }
            return try counted(.trailerValue)
        default:
            guard byte == ByteClass.lineFeed else { throw .badTrailer }
            return .trailerStart
        }
    }

    private mutating func counted(_ next: State) throws(RequestRefusal) -> State {
        extraBytes += 1
        guard extraBytes <= extraLimit else { throw .largeFields }
        return next
    }
}
