/// A field of the text of a receipt.
enum ReceiptField: Int, CaseIterable {
    case id, sub, dlvrd, submitDate, doneDate, stat, err, text
}

/// Finds the fields of a receipt, in any order.
///
/// A name is up to two words before a colon; a value extends to the next name. So a colon within a
/// value, as in a time of day, does not start a field. `text:` ends the search, unless neither
/// id nor state came before it. One pass over UTF-8, nothing copied: receipts are half the traffic.
struct ReceiptScanner {
    private let octets: [UInt8]
    private var values = [Range<Int>?](repeating: nil, count: ReceiptField.allCases.count)

    init(_ octets: [UInt8]) {
        self.octets = octets
        var open: (field: ReceiptField, start: Int)?
        for colon in octets.indices where octets[colon] == UInt8(ascii: ":") {
            guard let name = name(before: colon) else { continue }
            if let open {
                guard name.start >= open.start else { continue }
                if open.field == .text, self[.id] != nil || self[.stat] != nil { break }
                close(open.field, open.start..<name.start)
            }
            open = (name.field, colon + 1)
        }
        if let open { close(open.field, open.start..<octets.count) }
    }

    /// The trimmed value of the field; empty if only its name is present.
    subscript(field: ReceiptField) -> ArraySlice<UInt8>? {
        values[field.rawValue].map { octets[$0] }
    }

    /// The first of repeated fields counts.
    private mutating func close(_ field: ReceiptField, _ value: Range<Int>) {
        guard values[field.rawValue] == nil else { return }
        var value = value
        while let first = value.first, ReceiptScanner.isEdge(octets[first]) {
            value = first + 1..<value.upperBound
        }
        while let last = value.last, ReceiptScanner.isEdge(octets[last]) {
            value = value.lowerBound..<last
        }
        values[field.rawValue] = value
    }

    /// White space and separators between fields.
    static func isEdge(_ octet: UInt8) -> Bool {
        octet <= 32 || octet == UInt8(ascii: ",") || octet == UInt8(ascii: ";")
    }
}

extension ReceiptScanner {
    /// The field whose name ends at the colon, and where the name begins.
    private func name(before colon: Int) -> (field: ReceiptField, start: Int)? {
        var best: (field: ReceiptField, start: Int)?
        var letters: UInt64 = 0
        var count: UInt64 = 0
        var index = colon
        while index > 0, count < 12 {
            let octet = octets[index - 1]
            let isBlank = octet == UInt8(ascii: " ") || octet == UInt8(ascii: "_")
            guard isBlank || ReceiptScanner.isLetter(octet) else { break }
            index -= 1
            guard !isBlank else { continue }
            letters |= UInt64(octet & 0x1F) << (5 * count)
            count += 1
            guard index == 0 || !ReceiptScanner.isWord(octets[index - 1]) else { continue }
            if let match = ReceiptScanner.names.first(where: { $0.letters == letters }) {
                best = (match.field, index)
            }
        }
        return best
    }

    private static func isLetter(_ octet: UInt8) -> Bool {
        let lower = octet | 0x20
        return lower >= UInt8(ascii: "a") && lower <= UInt8(ascii: "z")
    }

    /// Whether the octet is part of a word; octets beyond ASCII are.
    private static func isWord(_ octet: UInt8) -> Bool {
        isLetter(octet) || (48...57).contains(octet) || octet >= 0x80
    }

    /// The spellings of the names without spaces and underscores, five bits per letter from the
    /// last.
    private static let names: [(letters: UInt64, field: ReceiptField)] = [
        (packed("id"), .id), (packed("msgid"), .id), (packed("messageid"), .id),
        (packed("sub"), .sub), (packed("dlvrd"), .dlvrd), (packed("dlvr"), .dlvrd),
        (packed("submitdate"), .submitDate), (packed("subdate"), .submitDate),
        (packed("donedate"), .doneDate), (packed("stat"), .stat), (packed("status"), .stat),
        (packed("state"), .stat), (packed("err"), .err), (packed("error"), .err),
        (packed("text"), .text), (packed("txt"), .text),
    ]

    private static func packed(_ name: String) -> UInt64 {
        name.utf8.reversed().enumerated().reduce(0) { letters, character in
            letters | UInt64(character.element & 0x1F) << (5 * UInt64(character.offset))
        }
    }
}
