import Essentials

/// Limits how many exports run at once, because each keeps a core busy.
final class ExportSlots: Sendable {
    private let capacity: Int
    private let taken = Locked(0)

    init(capacity: Int) { self.capacity = capacity }

    /// Takes a slot; releasing it makes it free again.
    func take() throws(ServiceError) -> ExportSlot {
        let isFree = taken.withLock { taken in
            guard taken < capacity else { return false }
            taken += 1
            return true
        }
        guard isFree else { throw .overloaded("\(capacity) exports are under way, the most") }
        return ExportSlot(self)
    }

    fileprivate func free() { taken.withLock { $0 -= 1 } }
}

/// A slot of a running export.
final class ExportSlot: Sendable {
    private let slots: ExportSlots

    fileprivate init(_ slots: ExportSlots) { self.slots = slots }

    deinit { slots.free() }
}
