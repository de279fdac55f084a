import TestSupport

/// What the journal of `heliograph simulator` tells: messages by their texts, of one part each.
struct SMSCRecord {
    /// How often each was taken.
    private(set) var taken: [String: Int] = [:]
    /// Those of which a receipt was lost on purpose.
    private(set) var lost: Set<String> = []

    init(of smsc: RunningSMSC) throws {
        let journal = String(
            decoding: try TemporaryFolder.contents(of: smsc.journal),
            as: UTF8.self
        )
        var texts: [Substring: String] = [:]
        for line in journal.split(separator: "\n") {
            let fields = line.split(separator: " ")
            if fields.count == 8, fields[0] == "A" {
                let text = Self.text(hexadecimal: fields[7])
                texts[fields[1]] = text
                taken[text, default: 0] += 1
            } else if fields.count == 3, fields[0] == "L", let text = texts[fields[1]] {
                lost.insert(text)
            }
        }
    }

    private static func text(hexadecimal: Substring) -> String {
        let digits = hexadecimal.utf8.map { UInt8($0 > 57 ? $0 - 87 : $0 - 48) }
        let octets = stride(from: 0, to: digits.count - 1, by: 2).map { index in
            digits[index] << 4 | digits[index + 1]
        }
        return String(decoding: octets, as: UTF8.self)
    }
}
