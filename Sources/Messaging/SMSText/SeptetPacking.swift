/// Packs eight septets into seven bytes, and unpacks them.
///
/// Source: 3GPP TS 23.038 §6.1.2.1.1; the fill bits move the text to a septet boundary after a
/// user data header (3GPP TS 23.040 §9.2.3.24).
public enum SeptetPacking {
    /// The bytes of the septets, low bits first; only the low seven bits of each are used.
    public static func pack(_ septets: [UInt8], fillBits: Int = 0) -> [UInt8] {
        precondition((0..<7).contains(fillBits), "up to six fill bits")
        var octets: [UInt8] = []
        octets.reserveCapacity((septets.count * 7 + fillBits + 7) / 8)
        var pending: UInt32 = 0
        var bits = fillBits
        for septet in septets {
            pending |= UInt32(septet & 0x7F) << UInt32(bits)
            bits += 7
            while bits >= 8 {
                octets.append(UInt8(truncatingIfNeeded: pending))
                pending >>= 8
                bits -= 8
            }
        }
        if bits > 0 { octets.append(UInt8(truncatingIfNeeded: pending)) }
        return octets
    }

    /// The bytes of a message whose number of septets is not sent along.
    ///
    /// If seven bits of the last byte are left, they hold a carriage return: zeros would be read as
    /// `@`. A text that fills the last byte and ends with a carriage return gets another one, if
    /// there is room, so that the reader does not take its own for such padding.
    /// Source: 3GPP TS 23.038 §6.1.2.3.1.
    public static func packMessage(
        _ septets: [UInt8],
        fillBits: Int = 0,
        limit: Int = .max
    ) -> [UInt8] {
        let bits = septets.count * 7 + fillBits
        let leavesSeptet = bits % 8 == 1
        let looksPadded = bits % 8 == 0 && septets.last == carriageReturn && bits / 8 < limit
        guard leavesSeptet || looksPadded else { return pack(septets, fillBits: fillBits) }
        return pack(septets + [carriageReturn], fillBits: fillBits)
    }

    /// The septets of a message whose number is not known; padding by a carriage return is removed.
    public static func unpackMessage(_ octets: [UInt8], fillBits: Int = 0) -> [UInt8] {
        var septets = unpack(octets, count: .max, fillBits: fillBits)
        let endsWithByte = (septets.count * 7 + fillBits).isMultiple(of: 8)
        if endsWithByte, septets.last == carriageReturn { septets.removeLast() }
        return septets
    }

    private static let carriageReturn: UInt8 = 0x0D

    /// The septets in the bytes, at most `count`; fewer if there are not enough bytes.
    public static func unpack(_ octets: [UInt8], count: Int, fillBits: Int = 0) -> [UInt8] {
        precondition((0..<7).contains(fillBits), "up to six fill bits")
        let available = max(0, (octets.count * 8 - fillBits) / 7)
        var septets: [UInt8] = []
        septets.reserveCapacity(max(0, min(count, available)))
        var pending: UInt32 = 0
        var bits = -fillBits
        for octet in octets {
            if bits < 0 {
                pending = UInt32(octet) >> UInt32(-bits)
            } else {
                pending |= UInt32(octet) << UInt32(bits)
            }
            bits += 8
            while bits >= 7, septets.count < count {
                septets.append(UInt8(pending & 0x7F))
                pending >>= 7
                bits -= 7
            }
            if septets.count >= count { break }
        }
        return septets
    }
}
