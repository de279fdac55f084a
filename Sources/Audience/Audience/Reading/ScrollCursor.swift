import AudienceColumns
import Essentials

/// The position in a scroll, as the text that the client sends for the next page.
///
/// The format is the scroll's id, the number of rows returned, and the last of them, joined by
/// `-`.
struct ScrollCursor {
    let scroll: ObjectID
    /// How many rows were returned.
    var position = 0
    /// The last of them; nil at the beginning.
    var last: ContactRow?

    /// The beginning of a scroll.
    init(_ scroll: ObjectID) { self.scroll = scroll }

    /// Reads the text; nil if it is malformed.
    init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, let scroll = ObjectID(String(parts[0])),
            let position = Int(parts[1], radix: 36), position >= 0,
            let last = UInt32(parts[2], radix: 36)
        else { return nil }
        self.scroll = scroll
        self.position = position
        self.last = ContactRow(serial: last)
    }

    /// The text.
    var description: String {
        "\(scroll)-\(String(position, radix: 36))-\(String(last?.serial ?? 0, radix: 36))"
    }
}

extension ScrollCache.Scroll {
    /// The next rows, at most `limit`; moves the cursor past them.
    func rows(after cursor: inout ScrollCursor, limit: Int) -> [ContactRow] {
        let rows: [ContactRow]
        switch found {
        case .set(let set): rows = set.page(after: cursor.last, limit: limit)
        case .list(let list): rows = Array(list.dropFirst(cursor.position).prefix(limit))
        }
        cursor.position += rows.count
        cursor.last = rows.last ?? cursor.last
        return rows
    }
}
