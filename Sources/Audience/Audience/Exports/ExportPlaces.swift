import Essentials

/// How many exports may run at once, as each keeps a core busy.
final class ExportPlaces: Sendable {
    private let capacity: Int
    private let taken = Locked(0)

    init(capacity: Int) { self.capacity = capacity }

    /// Takes a place, which is free again when nobody refers to it any more.
    func take() throws(ServiceError) -> ExportPlace {
        let isFree = taken.withLock { taken in
            guard taken < capacity else { return false }
            taken += 1
            return true
        }
        guard isFree else { throw .overloaded("\(capacity) exports are under way, the most") }
        return ExportPlace(self)
    }

    fileprivate func free() { taken.withLock { $0 -= 1 } }
}

/// A place among the exports under way.
final class ExportPlace: Sendable {
    private let places: ExportPlaces

    fileprivate init(_ places: ExportPlaces) { self.places = places }

    deinit { places.free() }
}
