/// Guesses the delimiter: the most frequent one outside quotes in the first line that is not
/// blank.
///
/// A tie goes to the first in the order of ``CSVDelimiter``; without any, it is the comma.
struct DelimiterGuess: Sendable {
    private var counts: [Int] = CSVDelimiter.allCases.map { _ in 0 }
    private var isQuoted = false
    private var isBlank = true
    private var scanned = 0

    /// Looks at the bytes that are new since the last call.
    ///
    /// - Parameters:
    ///   - bytes: the file so far, from its first byte.
    ///   - start: where the text begins, after a byte order mark.
    ///   - limit: the most bytes to look at.
    /// - Returns: the delimiter; nil if more bytes are needed.
    mutating func delimiter(in bytes: [UInt8], from start: Int, limit: Int) -> CSVDelimiter? {
        var position = max(start, scanned)
        while position < bytes.count {
            guard position - start < limit else { return best }
            let byte = bytes[position]
            position += 1
            if byte == CSVByte.quote { isQuoted.toggle() }
            let isLineEnd = byte == CSVByte.lineFeed || byte == CSVByte.carriageReturn
            if isLineEnd, !isQuoted {
                if !isBlank { return best }
                continue
            }
            isBlank = false
            if !isQuoted, let candidate = CSVDelimiter(rawValue: byte) { count(candidate) }
        }
        scanned = position
        return nil
    }

    /// The best guess from what was seen so far.
    var best: CSVDelimiter {
        let most = counts.max() ?? 0
        let first = zip(CSVDelimiter.allCases, counts).first { $0.1 == most }
        return first?.0 ?? .comma
    }

    private mutating func count(_ candidate: CSVDelimiter) {
        guard let index = CSVDelimiter.allCases.firstIndex(of: candidate) else { return }
        counts[index] += 1
    }
}
