/// UTF-16 as SMPP carries it: two bytes a unit, the high one first.
///
/// Some senders begin with a byte order mark, which is no part of the text; after one for the other
/// order, the low byte comes first.
public enum UTF16Octets {
    /// The code units of the bytes without a byte order mark; a last byte without its pair is left
    /// out.
    ///
    /// Within a text, U+FEFF is a character: then only the mark of the other order counts, which no
    /// text contains.
    public static func units(of octets: [UInt8], isStart: Bool = true) -> [UInt16] {
        var (start, high) = order(of: octets)
        if !isStart, high == 0 { start = 0 }
        var units: [UInt16] = []
        units.reserveCapacity(octets.count / 2)
        for index in stride(from: start, to: octets.count - 1, by: 2) {
            units.append(UInt16(octets[index + high]) << 8 | UInt16(octets[index + 1 - high]))
        }
        return units
    }

    /// The bytes without a byte order mark, the high byte of each unit first.
    public static func withoutMark(_ octets: [UInt8]) -> [UInt8] {
        let (start, high) = order(of: octets)
        guard start > 0 else { return octets }
        guard high == 1 else { return Array(octets.dropFirst(start)) }
        let last = octets.count.isMultiple(of: 2) ? [] : octets.suffix(1)
        return DataCoding.encodeUTF16(units(of: octets)) + last
    }

    /// Where the text begins, and which byte of a unit is the high one.
    private static func order(of octets: [UInt8]) -> (start: Int, high: Int) {
        guard octets.count >= 2 else { return (0, 0) }
        return switch (octets[0], octets[1]) {
        case (0xFE, 0xFF): (2, 0)
        case (0xFF, 0xFE): (2, 1)
        default: (0, 0)
        }
    }
}
