public import Filters

/// The events that matched at one moment; one bit per event that the project ever had.
public struct EventSet: Sendable {
    private let numbers: Bits

    fileprivate init(_ numbers: Bits) { self.numbers = numbers }

    /// The number of events.
    public var count: Int { numbers.count }

    /// The ids after `id`, in order, at most `limit`.
    public func page(after id: Int64, limit: Int) -> [Int64] {
        numbers.page(after: Int(id), limit: limit).map { Int64($0) }
    }
}

extension AudienceColumns {
    /// The events that match now, for an export that later changes do not affect.
    public func matches(_ filter: BoundEventFilter) -> EventSet {
        var numbers = Bits()
        forEachEvent(of: tables, filter.root) { owner, place, row in
            if owner != 0 { numbers[Int(place.chunk.ids[row])] = true }
        }
        return EventSet(numbers)
    }
}
