import Essentials

/// Reads the dates of receipts, which have no one layout.
///
/// | layout | example |
/// | --- | --- |
/// | `YYMMDDhhmm`, the one of Appendix B | `2611210015` |
/// | `YYMMDDhhmmss` | `261121001530` |
/// | `YYYYMMDDhhmm`, `YYYYMMDDhhmmss` | `20261121001530` |
/// | `YYMMDDhhmmsstnnp` of ``SMPPTime`` | `261121001530012+` |
/// | any of them with separators | `2026-11-21 00:15:30` |
/// | ISO 8601 with a zone | `2026-11-21T00:15:30Z` |
/// | seconds or milliseconds since 1970 | `1795220130` |
enum ReceiptDate {
    /// The moment of the text in the zone that is ahead of UTC by the offset; nil for other texts.
    static func read(_ text: String, utcOffset: Duration) -> Timestamp? {
        if let moment = Timestamp(iso8601: text) { return moment }
        if case .absolute(let moment)? = SMPPTime(text) { return moment }
        let digits = leadingDigits(text)
        if let local = civil(digits) { return local - utcOffset }
        return epoch(digits)
    }

    /// The digits of the text without separators, up to the first letter.
    private static func leadingDigits(_ text: String) -> [UInt8] {
        var digits: [UInt8] = []
        for (index, character) in text.utf8.enumerated() {
            switch character {
            case 48...57: digits.append(character)
            case UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: ":"),
                UInt8(ascii: " "):
                continue
            case UInt8(ascii: "T") where index > 0: continue
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

    /// Years are of this century, so its two digits can go.
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
