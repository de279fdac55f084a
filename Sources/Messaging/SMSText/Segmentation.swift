/// Splits texts into parts.
///
/// A part is filled to its capacity, except that a pair (escape and code, or two surrogates) is
/// never split: then the part has one unit less.
enum Segmentation {
    /// The number of parts, without building them.
    static func count(_ text: String, measure: TextMeasure) -> Int {
        let encoding = measure.encoding
        if measure.units <= encoding.unitsInSinglePart { return 1 }
        let capacity = encoding.unitsInConcatenatedPart
        let hasPairs = encoding == .utf16 ? measure.hasSurrogates : measure.hasExtension
        guard hasPairs else { return (measure.units + capacity - 1) / capacity }
        if encoding == .utf16 {
            return fill(text, capacity: capacity) { $0 < 0x1_0000 ? 1 : 2 }.parts
        }
        return fill(text, capacity: capacity) {
            GSM7Alphabet.width(ofCode: GSM7Alphabet.code(of: $0))
        }
        .parts
    }

    /// Fills parts with characters of the given widths; returns the parts, and the units in the
    /// last.
    @inline(__always)
    static func fill(
        _ text: String,
        capacity: Int,
        width: (UInt32) -> Int
    ) -> (parts: Int, used: Int) {
        let octets = text.utf8.span
        var parts = 1
        var used = 0
        var index = 0
        while index < octets.count {
            let (scalar, length) = octets.scalar(at: index)
            let width = width(scalar)
            if used + width > capacity {
                parts += 1
                used = 0
            }
            used += width
            index += length
        }
        return (parts, used)
    }

    /// The ranges of the parts in encoded units.
    static func ranges<Unit>(
        _ units: [Unit],
        encoding: SMSEncoding,
        startsPair: (Unit) -> Bool
    ) -> [Range<Int>] {
        if units.count <= encoding.unitsInSinglePart { return [0..<units.count] }
        var ranges: [Range<Int>] = []
        var start = 0
        while start < units.count {
            var end = min(start + encoding.unitsInConcatenatedPart, units.count)
            if end < units.count, startsPair(units[end - 1]) { end -= 1 }
            ranges.append(start..<end)
            start = end
        }
        return ranges
    }
}
