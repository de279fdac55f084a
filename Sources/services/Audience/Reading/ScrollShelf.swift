import Essentials

/// The scrolls under way: what each still has to show, and until when.
final class ScrollShelf: Sendable {
    init(lifetime: Duration, capacity: Int) {}
}
