/// One source contact of the graph, in 40 bytes.
struct ContactRecord: Sendable {
    let hash: ContactHash
    /// The caller's number.
    var number: Int64
    /// The first of its memberships; free records are linked through `nextInIdentity` instead.
    var memberships: Int32 = -1
    /// The first contact of its identity; -1 before it has one.
    var leader: Int32 = -1
    /// The next member, in the fixed order of members.
    var nextInIdentity: Int32 = -1
    /// The index of its data source among those that the graph has seen.
    let source: UInt16
    var marks = Marks()

    /// The state of a contact, one bit each.
    struct Marks: OptionSet, Sendable {
        let rawValue: UInt16

        /// Its identity is one of an over-merged component.
        static let isOverMerged = Marks(rawValue: 1)
        /// Removed; its record is freed when the changes are settled.
        static let isRemoved = Marks(rawValue: 2)
        /// Its number has changed since its identity was last reported.
        static let isRenumbered = Marks(rawValue: 4)
        /// Removed in this batch, though it may have come back.
        static let isListed = Marks(rawValue: 256)
        /// A seed of this settlement.
        static let isSeed = Marks(rawValue: 8)
        /// Reached by the current search.
        static let isReached = Marks(rawValue: 16)
        /// Found in this settlement to belong to a component that is too large.
        static let isCrowded = Marks(rawValue: 32)
        /// Its neighbours were searched for members of smaller components.
        static let isExpanded = Marks(rawValue: 512)
        /// It has its new identity.
        static let isSettled = Marks(rawValue: 64)
        /// It was the leader of an identity that this settlement touches.
        static let isFormerLeader = Marks(rawValue: 128)

        /// The flags that survive a settlement.
        static let lasting: Marks = [.isOverMerged, .isRemoved]
    }
}

/// A value that contacts hold, in 24 bytes.
struct ValueRecord: Sendable {
    let key: MergeKey
    /// The first of its memberships; links free records if no contact holds the value.
    var holders: Int32 = -1
    /// Two bits for marks above the number of holders.
    private var state: UInt32 = 0

    init(key: MergeKey) { self.key = key }

    private static let countMask: UInt32 = 0x3FFF_FFFF

    /// The number of contacts that hold it.
    var count: Int {
        get { Int(state & Self.countMask) }
        set { state = state & ~Self.countMask | UInt32(truncatingIfNeeded: newValue) }
    }

    /// Whether the current search followed it.
    var isSearched: Bool {
        get { state & 0x8000_0000 != 0 }
        set { state = newValue ? state | 0x8000_0000 : state & ~0x8000_0000 }
    }

    /// Whether dissolving a component followed it in this settlement.
    var isDissolved: Bool {
        get { state & 0x4000_0000 != 0 }
        set { state = newValue ? state | 0x4000_0000 : state & ~0x4000_0000 }
    }
}

/// A contact's hold on a value, in 20 bytes: an element of the contact's list and of the value's.
struct Membership: Sendable {
    var contact: Int32
    var value: Int32
    var nextOfContact: Int32
    var nextOfValue: Int32
    var previousOfValue: Int32
}
