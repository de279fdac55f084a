/// The classes of bytes that a request head is made of.
enum ByteClass {
    static let tab = UInt8(ascii: "\t")
    static let lineFeed: UInt8 = 10
    static let carriageReturn: UInt8 = 13
    static let space = UInt8(ascii: " ")
    static let colon = UInt8(ascii: ":")

    /// `!#$%&'*+-.` and the digits.
    private static let lowTokens: UInt64 = 0x03FF_6CFA_0000_0000
    /// Letters and ``^_`|~``.
    private static let highTokens: UInt64 = 0x57FF_FFFF_C7FF_FFFE

    /// Whether the byte may be part of a method or of a field's name (RFC 9110, 5.6.2).
    @inline(__always)
    static func isToken(_ byte: UInt8) -> Bool {
        byte < 64
            ? lowTokens >> byte & 1 == 1 : byte < 128 && highTokens >> (byte - 64) & 1 == 1
    }

    /// Whether the byte may be part of a field's value (RFC 9110, 5.5).
    @inline(__always)
    static func isFieldByte(_ byte: UInt8) -> Bool {
        byte >= space && byte != 127 || byte == tab
    }

    /// Whether the byte may be part of a request's target; bytes beyond ASCII pass as they are.
    @inline(__always)
    static func isTargetByte(_ byte: UInt8) -> Bool {
        byte > space && byte != 127 && byte != UInt8(ascii: "#")
    }

    /// A blank within a line.
    @inline(__always)
    static func isBlank(_ byte: UInt8) -> Bool { byte == space || byte == tab }

    static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

    /// The value of a hexadecimal digit.
    static func hexadecimal(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 48...57: byte - 48
        case 65...70: byte - 55
        case 97...102: byte - 87
        default: nil
        }
    }

    static func trimmed(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        var (start, end) = (0, bytes.count)
        while start < end, isBlank(bytes[start]) { start += 1 }
        while end > start, isBlank(bytes[end - 1]) { end -= 1 }
        return UnsafeRawBufferPointer(rebasing: bytes[start..<end])
    }
}
