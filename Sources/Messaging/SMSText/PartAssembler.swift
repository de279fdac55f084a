public import Essentials

/// Puts the parts of long messages together, in whatever order they arrive.
///
/// A pure value: the time goes in, whole messages come out. It holds a bounded number of parts; a
/// part beyond that is refused, and the caller decides what to do with it. The origin distinguishes
/// senders (in SMPP: session, source and destination), because each has its own references.
public struct PartAssembler<Origin: Hashable & Sendable>: Sendable {
    /// The result of adding a part.
    public enum Outcome: Equatable, Sendable {
        /// The message is complete; its parts are in order.
        case complete([ReceivedPart])

        /// Parts are missing.
        case waiting(missing: Int)

        /// The same part was added before.
        case duplicate

        /// There is no room for another part.
        case refused
    }

    /// The most parts held at a time.
    public let capacity: Int

    /// How long a message may take from its first part to its last.
    public let lifetime: Duration

    /// The parts held now.
    public private(set) var count = 0

    private var messages: [Key: Assembly] = [:]
    private var abandoned: [[ReceivedPart]] = []

    /// Creates an assembler that holds nothing.
    public init(capacity: Int = 10_000, lifetime: Duration = .seconds(24 * 3600)) {
        self.capacity = capacity
        self.lifetime = lifetime
    }

    /// Adds a part; a message of one part is complete at once.
    ///
    /// A different text for a part that is already there means that the sender has reused its
    /// reference: the older parts are abandoned and a new message starts.
    public mutating func add(
        _ part: ReceivedPart,
        from origin: Origin,
        at now: Timestamp
    ) -> Outcome {
        guard let place = part.concatenation, place.total > 1 else { return .complete([part]) }
        let key = Key(origin: origin, place: place)
        if let taken = messages[key]?.parts[place.sequence] {
            if taken == part { return .duplicate }
            abandon(key)
        }
        let held = messages[key]?.parts.count ?? 0
        let missing = Int(place.total) - held - 1
        guard missing == 0 || count < capacity else { return .refused }
        var message = messages.removeValue(forKey: key) ?? Assembly(deadline: now + lifetime)
        message.parts[place.sequence] = part
        guard missing > 0 else {
            count -= held
            return .complete(message.inOrder)
        }
        messages[key] = message
        count += 1
        return .waiting(missing: missing)
    }

    /// Removes and returns incomplete messages: those past their time, and those that a reused
    /// reference replaced; their parts are in order.
    public mutating func takeAbandoned(at now: Timestamp) -> [[ReceivedPart]] {
        let late = messages.filter { $0.value.deadline <= now }
        for key in late.sorted(by: { $0.value.deadline < $1.value.deadline }).map(\.key) {
            abandon(key)
        }
        defer { abandoned = [] }
        count -= abandoned.reduce(0) { $0 + $1.count }
        return abandoned
    }

    /// The parts count until they are taken.
    private mutating func abandon(_ key: Key) {
        guard let message = messages.removeValue(forKey: key) else { return }
        abandoned.append(message.inOrder)
    }

    /// What the parts of one message share.
    private struct Key: Hashable {
        let origin: Origin
        let reference: UInt16
        let total: UInt8
        let isWide: Bool

        init(origin: Origin, place: Concatenation) {
            self.origin = origin
            reference = place.reference
            total = place.total
            isWide = place.isWide
        }
    }

    /// A message with missing parts.
    private struct Assembly {
        let deadline: Timestamp
        var parts: [UInt8: ReceivedPart] = [:]

        var inOrder: [ReceivedPart] { parts.sorted { $0.key < $1.key }.map(\.value) }
    }
}
