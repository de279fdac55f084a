public import Essentials

/// Reads the forms of dates and times that people and programs send (ISO 8601).
public enum DateText {
    /// The day in a text: `YYYY-MM-DD`, or the start of a day as a date and time.
    ///
    /// Any other time would be lost, so there is no day in such a text.
    public static func date(_ text: String) -> CivilDate? {
        let day = String(decoding: text.utf8.prefix(10), as: UTF8.self)
        guard let start = Timestamp(iso8601: day + "T00:00Z") else { return nil }
        let rest = text.utf8.count - 10
        guard rest == 0 || moment(text, in: .utc) != nil && isMidnight(text) else { return nil }
        return CivilDate(daysSinceEpoch: start.seconds.floorDivided(by: 86_400))
    }

    /// Whether the time of a date and time is 00:00, in whatever zone.
    private static func isMidnight(_ text: String) -> Bool {
        let isDigit = { (byte: UInt8) in (0x30...0x39).contains(byte) }
        let isTime = { (byte: UInt8) in isDigit(byte) || byte == 0x3A || byte == 0x2E }
        return text.utf8.dropFirst(11).prefix(while: isTime).allSatisfy {
            !isDigit($0) || $0 == 0x30
        }
    }

    /// The moment in a text: a date alone means its start, a time without a zone is in the given
    /// zone.
    ///
    /// The format is `YYYY-MM-DD[THH:MM[:SS[.fraction]][Z|±HH:MM]]`, also with a space instead of
    /// `T`; the year in UTC is 0 to 9999.
    public static func moment(_ text: String, in zone: TimeZoneRules) -> Timestamp? {
        var bytes = Array(text.utf8)
        guard bytes.count >= 10, bytes.count <= 40 else { return nil }
        if bytes.count == 10 { bytes += "T00:00".utf8 }
        if bytes[10] == UInt8(ascii: " ") { bytes[10] = UInt8(ascii: "T") }
        let text = String(decoding: bytes, as: UTF8.self)
        let moment =
            Timestamp(iso8601: text)
            ?? Timestamp(iso8601: text + "Z").map { zone.moment(local: $0.microseconds) }
        return moment.flatMap { writable.contains($0) ? $0 : nil }
    }

    /// The moments whose year has four digits in UTC too; a zone can move a moment out of them.
    private static let writable =
        Timestamp(seconds: -62_167_219_200)..<Timestamp(seconds: 253_402_300_800)
}
