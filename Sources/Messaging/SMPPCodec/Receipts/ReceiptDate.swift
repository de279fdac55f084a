import Essentials

/// Reads the dates of receipts, which come in many layouts; <doc:SMPPCodec> lists them.
enum ReceiptDate {
    /// The time in the zone that is ahead of UTC by the offset; nil for other texts.
    static func read(_ text: ArraySlice<UInt8>, utcOffset: Duration) -> Timestamp? {
        let digits = leadingDigits(text)
        // The layouts with a time zone come first.
        if digits.count != text.count {
            let text = String(decoding: text, as: UTF8.self)
            if let moment = Timestamp(iso8601: text) { return moment }
            if case .absolute(let moment)? = SMPPTime(text) { return moment }
        }
        if let local = civil(digits) { return local - utcOffset }
        return epoch(digits)
    }

    /// The digits of the text without separators, up to the first letter.
    private static func leadingDigits(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var digits: [UInt8] = []
        digits.reserveCapacity(text.count)
        for octet in text {
            switch octet {
            case 48...57: digits.append(octet)
            case UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: ":"),
                UInt8(ascii: " "):
                continue
            case UInt8(ascii: "T") where !digits.isEmpty: continue
            default: return digits
            }
        }
        return digits
    }

    private static func civil(_ digits: [UInt8]) -> Timestamp? {
        switch digits.count {
        case 10: moment(digits)
        case 12: moment(digits) ?? moment(withoutCentury(digits))
        case 14: moment(withoutCentury(digits))
        default: nil
        }
    }

    private static func moment(_ digits: [UInt8]) -> Timestamp? {
        SMPPTime.pairs(digits).flatMap { Timestamp($0) }
    }

    /// The years are all of this century, so the first two digits are dropped.
    private static func withoutCentury(_ digits: [UInt8]) -> [UInt8] {
        digits.starts(with: "20".utf8) ? Array(digits.dropFirst(2)) : []
    }

    private static func epoch(_ digits: [UInt8]) -> Timestamp? {
        guard let number = Int64(String(decoding: digits, as: UTF8.self)) else { return nil }
        return switch digits.count {
        case 10: Timestamp(seconds: number)
        case 13: Timestamp(microseconds: number * 1000)
        default: nil
        }
    }
}
