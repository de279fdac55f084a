/// The most notifications in flight to an endpoint: grows while it succeeds, halves when it fails.
///
/// Each success adds 1/size, so a window's worth of successes adds one; each failure halves it,
/// down to 1.
struct SendWindow {
    private let largest: Double
    private var width: Double

    init(first: Int, largest: Int) {
        self.largest = Double(max(1, largest))
        width = min(Double(max(1, first)), self.largest)
    }

    /// The most notifications in flight.
    var size: Int { Int(width) }

    mutating func succeed() { width = min(largest, width + 1 / width) }

    mutating func fail() { width = max(1, width / 2) }
}
