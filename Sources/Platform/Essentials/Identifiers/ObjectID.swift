/// A time-ordered identifier of 96 bits, written as 24 lowercase hexadecimal digits.
///
/// Layout, most significant first: 32 bits of Unix seconds, 24 bits of a counter within the second,
/// 40 bits that are random per process. So ids sort by time of creation, and a table keyed by them
/// grows at its end.
public struct ObjectID: Hashable, Comparable, Sendable {
    /// The upper 64 bits: seconds, counter and the first byte of the process's number.
    public let high: UInt64
    /// The lower 32 bits of the process's number.
    public let low: UInt32

    /// Creates an identifier from its two parts.
    public init(high: UInt64, low: UInt32) {
        self.high = high
        self.low = low
    }

    /// The second in which the identifier was made.
    public var second: Timestamp { Timestamp(seconds: Int64(high >> 32)) }

    /// Whether the left identifier was made earlier, or sorts first within one moment.
    public static func < (left: ObjectID, right: ObjectID) -> Bool {
        left.high == right.high ? left.low < right.low : left.high < right.high
    }
}

extension ObjectID: CustomStringConvertible, LosslessStringConvertible {
    /// The 24 hexadecimal digits.
    public var description: String { String(decoding: hexDigits, as: UTF8.self) }

    /// The ASCII bytes of the 24 hexadecimal digits.
    public var hexDigits: [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 24) { buffer, count in
            for index in 0..<16 {
                buffer[index] = ObjectID.digit(high >> UInt64(60 - 4 * index))
            }
            for index in 0..<8 {
                buffer[16 + index] = ObjectID.digit(UInt64(low >> UInt32(28 - 4 * index)))
            }
            count = 24
        }
    }

    /// Reads 24 hexadecimal digits of either case; nil for anything else.
    public init?(_ text: String) {
        var high: UInt64 = 0
        var low: UInt32 = 0
        var count = 0
        for byte in text.utf8 {
            let value: UInt8
            switch byte {
            case 48...57: value = byte - 48
            case 97...102: value = byte - 87
            case 65...70: value = byte - 55
            default: return nil
            }
            if count < 16 {
                high = high << 4 | UInt64(value)
            } else {
                low = low << 4 | UInt32(value)
            }
            count += 1
            guard count <= 24 else { return nil }
        }
        guard count == 24 else { return nil }
        self.init(high: high, low: low)
    }

    private static func digit(_ value: UInt64) -> UInt8 {
        let nibble = UInt8(truncatingIfNeeded: value & 15)
        return nibble < 10 ? 48 + nibble : 87 + nibble
    }
}

extension ObjectID {
    /// The twelve bytes, most significant first, as both stores keep them.
    public var bytes: [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 12) { buffer, count in
            for index in 0..<8 {
                buffer[index] = UInt8(truncatingIfNeeded: high >> UInt64(56 - 8 * index))
            }
            for index in 0..<4 {
                buffer[8 + index] = UInt8(truncatingIfNeeded: low >> UInt32(24 - 8 * index))
            }
            count = 12
        }
    }

    /// Reads twelve bytes; nil for any other number of them.
    public init?(bytes: [UInt8]) {
        guard bytes.count == 12 else { return nil }
        var high: UInt64 = 0
        for byte in bytes[0..<8] { high = high << 8 | UInt64(byte) }
        var low: UInt32 = 0
        for byte in bytes[8..<12] { low = low << 8 | UInt32(byte) }
        self.init(high: high, low: low)
    }
}
