import AudienceColumns
import Essentials

/// How far the client of a scroll has come, as the text that it hands back for the next page.
///
/// Shape: the scroll, how many rows were passed, and the last of them, with `-` between.
struct ScrollCursor {
    let scroll: ObjectID
    /// How many rows were passed.
    var position = 0
    /// The last of them; nil at the beginning.
    var last: ContactRow?

    /// The beginning of a scroll.
    init(_ scroll: ObjectID) { self.scroll = scroll }

    /// Reads the text; nil when it is none of ours.
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

extension ScrollShelf.Scroll {
    /// The rows after the cursor, at most so many; moves the cursor behind them.
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
