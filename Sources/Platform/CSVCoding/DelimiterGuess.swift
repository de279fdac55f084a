/// Finds the delimiter by the first line that is not blank: the one most frequent outside quotes.
///
/// Of equally frequent ones the first in the order of ``CSVDelimiter`` counts; of none the comma.
struct DelimiterGuess: Sendable {
    private var counts: [Int] = CSVDelimiter.allCases.map { _ in 0 }
    private var isQuoted = false
    private var isBlank = true
    private var scanned = 0

    /// Looks at what is new of the bytes, all of them from the file's first.
    ///
    /// - Parameters:
    ///   - bytes: the file so far.
    ///   - start: where its text begins, after a byte order mark.
    ///   - limit: how many bytes are looked at.
    /// - Returns: the delimiter; nil to ask for more bytes.
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

    /// The delimiter by what was seen so far.
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
