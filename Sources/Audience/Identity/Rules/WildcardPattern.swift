/// A text in which `*` stands for any number of characters.
struct WildcardPattern: Sendable {
    private let pattern: [UInt8]

    init(_ text: String) { pattern = [UInt8](text.utf8) }

    /// Whether the whole text matches the pattern.
    ///
    /// Backtracks to the last star only, so it takes at most the product of both lengths.
    func matches(_ text: String) -> Bool {
        let bytes = text.utf8.span
        var position = 0
        var place = 0
        var star: (place: Int, position: Int)?
        while position < bytes.count {
            if place < pattern.count, pattern[place] == UInt8(ascii: "*") {
                star = (place, position)
                place += 1
            } else if place < pattern.count, pattern[place] == bytes[position] {
                place += 1
                position += 1
            } else if let last = star {
                star = (last.place, last.position + 1)
                place = last.place + 1
                position = last.position + 1
            } else {
                return false
            }
        }
        return pattern[place...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}
