import Essentials

/// One JSON object under construction.
struct LogLine {
    private var bytes: [UInt8] = []

    init(at moment: Timestamp, level: Logger.Level, message: String) {
        bytes.reserveCapacity(384)
        bytes += #"{"time":""#.utf8
        bytes += moment.iso8601Bytes.dropLast()
        let millisecond = (moment.microseconds - moment.seconds * 1_000_000) / 1000
        bytes.append(UInt8(ascii: "."))
        for divisor in [100, 10, 1] as [Int64] {
            bytes.append(UInt8(truncatingIfNeeded: 48 + millisecond / divisor % 10))
        }
        bytes += #"Z","level":""#.utf8
        bytes += level.rawValue.utf8
        bytes += #"","message":"#.utf8
        append(string: message)
    }

    mutating func append(_ name: String, _ value: LogValue) {
        bytes.append(UInt8(ascii: ","))
        append(string: name)
        bytes.append(UInt8(ascii: ":"))
        switch value {
        case .string(let text): append(string: text)
        case .integer(let number): bytes += "\(number)".utf8
        case .double(let number): bytes += (number.isFinite ? "\(number)" : "null").utf8
        case .boolean(let isTrue): bytes += (isTrue ? "true" : "false").utf8
        case .null: bytes += "null".utf8
        }
    }

    /// The end of the object and of the line.
    mutating func finish() -> [UInt8] {
        bytes.append(UInt8(ascii: "}"))
        bytes.append(UInt8(ascii: "\n"))
        return bytes
    }

    private mutating func append(string text: String) {
        bytes.append(UInt8(ascii: "\""))
        let plain = text.utf8.allSatisfy { $0 >= 32 && $0 != 127 && $0 != 34 && $0 != 92 }
        if plain {
            bytes.append(contentsOf: text.utf8)
        } else {
            for byte in text.utf8 { append(escaping: byte) }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func append(escaping byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            bytes.append(UInt8(ascii: "\\"))
            bytes.append(byte)
        case UInt8(ascii: "\n"): bytes += #"\n"#.utf8
        case 0..<32, 127:
            bytes += #"\u00"#.utf8
            bytes.append(LogLine.digit(byte >> 4))
            bytes.append(LogLine.digit(byte & 15))
        default: bytes.append(byte)
        }
    }

    private static func digit(_ nibble: UInt8) -> UInt8 {
        nibble < 10 ? 48 + nibble : 87 + nibble
    }
}
