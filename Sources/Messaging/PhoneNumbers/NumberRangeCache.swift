import Synchronization

/// A bounded cache of ranges of numbers, shared by all threads without a lock.
///
/// It has 65,536 slots of one word (512 KiB); a new range replaces the old one in its slot. The
/// word holds key and value together, so a reader never sees one without the other.
final class NumberRangeCache: @unchecked Sendable {
    // Safe to share: `slots` never changes, and what it points at is atomic.
    private let slots: UnsafeMutablePointer<Atomic<UInt64>>
    private static let slotBits = 16

    init() {
        slots = .allocate(capacity: 1 << Self.slotBits)
        for index in 0..<(1 << Self.slotBits) {
            (slots + index).initialize(to: Atomic(0))
        }
    }

    deinit {
        slots.deinitialize(count: 1 << Self.slotBits)
        slots.deallocate()
    }

    /// The value that was stored last for the range, unless another one replaced it.
    subscript(key: NumberRange.Key) -> NumberRange? {
        get {
            let tag = Self.tag(key)
            let word = slots[Self.slot(tag)].load(ordering: .relaxed)
            guard word >> 16 == tag else { return nil }
            return NumberRange(
                country: UInt16(word & 0x7FFF),
                isInUse: word & 0x8000 != 0
            )
        }
        set {
            guard let newValue else { return }
            let tag = Self.tag(key)
            let answer = UInt64(newValue.country & 0x7FFF) | (newValue.isInUse ? 0x8000 : 0)
            slots[Self.slot(tag)].store(tag << 16 | answer, ordering: .relaxed)
        }
    }

    /// Key in 37 bits, never 0: 32 of leading digits, 4 of length, 1 always set.
    private static func tag(_ key: NumberRange.Key) -> UInt64 {
        UInt64(key.leading) << 5 | UInt64(key.nationalDigitCount & 0xF) << 1 | 1
    }

    private static func slot(_ tag: UInt64) -> Int {
        Int((tag &* 0x9E37_79B9_7F4A_7C15) >> UInt64(64 - slotBits))
    }
}
