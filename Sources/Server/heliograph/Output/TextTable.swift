/// Text in columns.
enum TextTable {
    /// Rows with their columns under each other, without blanks at the line ends.
    static func aligned(_ rows: [[String]], gap: Int = 2) -> String {
        var widths: [Int] = []
        for row in rows {
            for (column, text) in row.enumerated() {
                if column == widths.count { widths.append(0) }
                widths[column] = max(widths[column], text.count)
            }
        }
        return rows.map { row in
            var line = ""
            for (column, text) in row.enumerated() {
                line += text
                guard column < row.count - 1 else { break }
                line += String(repeating: " ", count: widths[column] - text.count + gap)
            }
            while line.last == " " { line.removeLast() }
            return line
        }.joined(separator: "\n")
    }
}
