/// An independent reader: what a file should give, one record after another, from its definition.
///
/// A record that cannot be read is an error, and the next one begins on the next line.
struct NaiveReader {
    enum Outcome: Hashable {
        case row([String])
        case error
    }

    private let bytes: [UInt8]
    private let delimiter: UInt8
    private(set) var outcomes: [Outcome] = []

    init(_ bytes: [UInt8], delimiter: UInt8) {
        self.bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
        self.delimiter = delimiter
        var place = 0
        while place < self.bytes.count {
            if let next = afterLineEnd(place) {
                place = next
                continue
            }
            if let (fields, end) = record(at: place) {
                outcomes.append(.row(fields))
                place = afterLineEnd(end) ?? end
            } else {
                outcomes.append(.error)
                while place < self.bytes.count, !isLineEnd(place) { place += 1 }
                place = afterLineEnd(place) ?? place
            }
        }
    }

    private func isLineEnd(_ place: Int) -> Bool { bytes[place] == 10 || bytes[place] == 13 }

    /// The place after CRLF, LF or CR; nil if there is none here.
    private func afterLineEnd(_ place: Int) -> Int? {
        guard place < bytes.count, isLineEnd(place) else { return nil }
        let isPair = bytes[place] == 13 && place + 1 < bytes.count && bytes[place + 1] == 10
        return place + (isPair ? 2 : 1)
    }

    /// The record at a place and where it ends; nil if there is no valid one.
    private func record(at start: Int) -> (fields: [String], end: Int)? {
        var fields: [String] = []
        var place = start
        while true {
            guard let (text, end) = field(at: place) else { return nil }
            fields.append(text)
            guard end < bytes.count, !isLineEnd(end) else {
                let isUTF8 = String(validating: bytes[start..<end], as: UTF8.self) != nil
                return isUTF8 ? (fields, end) : nil
            }
            place = end + 1
        }
    }

    private func field(at start: Int) -> (text: String, end: Int)? {
        var text: [UInt8] = []
        var place = start
        if place < bytes.count, bytes[place] == 0x22 {
            place += 1
            while true {
                guard place < bytes.count else { return nil }
                if bytes[place] != 0x22 {
                    text.append(bytes[place])
                } else if place + 1 < bytes.count, bytes[place + 1] == 0x22 {
                    text.append(0x22)
                    place += 1
                } else {
                    break
                }
                place += 1
            }
            place += 1
            guard place == bytes.count || bytes[place] == delimiter || isLineEnd(place) else {
                return nil
            }
        } else {
            while place < bytes.count, bytes[place] != delimiter, !isLineEnd(place) {
                text.append(bytes[place])
                place += 1
            }
        }
        return (String(decoding: text, as: UTF8.self), place)
    }
}
