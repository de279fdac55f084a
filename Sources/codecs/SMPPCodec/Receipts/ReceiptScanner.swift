/// A field of the text of a receipt.
enum ReceiptField: Hashable {
    case id, sub, dlvrd, submitDate, doneDate, stat, err, text

    /// The spellings of the names, in lower case without spaces and underscores.
    static let names: [String: ReceiptField] = [
        "id": .id, "msgid": .id, "messageid": .id, "sub": .sub, "dlvrd": .dlvrd, "dlvr": .dlvrd,
        "submitdate": .submitDate, "subdate": .submitDate, "donedate": .doneDate, "stat": .stat,
        "status": .stat, "state": .stat, "err": .err, "error": .err, "text": .text, "txt": .text,
    ]
}

/// Finds the fields of a receipt, wherever they stand.
///
/// A name is up to two words before a colon; a value reaches to the next name. So a colon within a
/// value, as in a time of day, is not taken for a name. `text:` ends the search, unless neither
/// id nor state came before it.
struct ReceiptScanner {
    private(set) var fields: [ReceiptField: String] = [:]

    init(_ text: String) {
        var open: (field: ReceiptField, start: String.Index)?
        for colon in text.indices where text[colon] == ":" {
            guard let name = ReceiptScanner.name(in: text, before: colon) else { continue }
            if let open {
                guard name.start >= open.start else { continue }
                if open.field == .text, fields[.id] != nil || fields[.stat] != nil { break }
                close(open.field, text[open.start..<name.start])
            }
            open = (name.field, text.index(after: colon))
        }
        if let open { close(open.field, text[open.start...]) }
    }

    /// Of a field that is told twice the first counts.
    private mutating func close(_ field: ReceiptField, _ value: Substring) {
        guard fields[field] == nil else { return }
        fields[field] = ReceiptScanner.trimmed(value)
    }

    /// The field whose name ends at the colon, and where the name begins.
    private static func name(
        in text: String,
        before colon: String.Index
    ) -> (field: ReceiptField, start: String.Index)? {
        var best: (field: ReceiptField, start: String.Index)?
        var letters = ""
        var index = colon
        var isWithinWord = false
        while index > text.startIndex, letters.count < 12 {
            let previous = text.index(before: index)
            let character = text[previous]
            let isBlank = character == " " || character == "_"
            guard character.isLetter || isBlank else { break }
            if !isBlank { letters = character.lowercased() + letters }
            isWithinWord = !isBlank
            index = previous
            if isWithinWord, isBegin(index, of: text), let field = ReceiptField.names[letters] {
                best = (field, index)
            }
        }
        return best
    }

    /// Whether no letter or digit stands before the index.
    private static func isBegin(_ index: String.Index, of text: String) -> Bool {
        guard index > text.startIndex else { return true }
        let previous = text[text.index(before: index)]
        return !previous.isLetter && !previous.isNumber
    }

    private static func trimmed(_ value: Substring) -> String {
        func isEdge(_ character: Character) -> Bool {
            character.isWhitespace || character == "," || character == ";" || character == "\0"
        }
        guard let first = value.firstIndex(where: { !isEdge($0) }),
            let last = value.lastIndex(where: { !isEdge($0) })
        else { return "" }
        return String(value[first...last])
    }
}
