/// One data-source contact of the graph, in 40 bytes.
struct ContactRecord: Sendable {
    let hash: ContactHash
    /// The caller's number of it.
    var number: Int64
    /// The first of its memberships; links free records through `nextInIdentity` instead.
    var memberships: Int32 = -1
    /// The first contact of its identity; -1 before it has one.
    var leader: Int32 = -1
    /// The member after it, in the fixed order of members.
    var nextInIdentity: Int32 = -1
    /// The place of its data source among those the graph has met.
    let source: UInt16
    var marks = Marks()

    /// What is known about a contact, one bit each.
    struct Marks: OptionSet, Sendable {
        let rawValue: UInt16

        /// Its identity is one of an over-merged component.
        static let isOverMerged = Marks(rawValue: 1)
        /// Removed; its record goes when the changes are settled.
        static let isRemoved = Marks(rawValue: 2)
        /// Has another number than when its identity was last reported.
        static let isRenumbered = Marks(rawValue: 4)
        /// Among the contacts that this batch removed, though it may be back.
        static let isListed = Marks(rawValue: 256)
        /// Among the seeds of this settlement.
        static let isSeed = Marks(rawValue: 8)
        /// Reached by the present search.
        static let isReached = Marks(rawValue: 16)
        /// Found in this settlement to be of a component that is too large.
        static let isCrowded = Marks(rawValue: 32)
        /// Its neighbours were searched for members of smaller components.
        static let isExpanded = Marks(rawValue: 512)
        /// Has its new identity.
        static let isSettled = Marks(rawValue: 64)
        /// Was the leader of an identity that this settlement touches.
        static let isFormerLeader = Marks(rawValue: 128)

        /// What a settlement leaves behind.
        static let lasting: Marks = [.isOverMerged, .isRemoved]
    }
}

/// A value that contacts hold, in 24 bytes.
struct ValueRecord: Sendable {
    let key: MergeKey
    /// The first of its memberships; links free records when no contact holds the value.
    var holders: Int32 = -1
    /// Two bits for marks above the number of holders.
    private var state: UInt32 = 0

    init(key: MergeKey) { self.key = key }

    private static let countMask: UInt32 = 0x3FFF_FFFF

    /// How many contacts hold it.
    var count: Int {
        get { Int(state & Self.countMask) }
        set { state = state & ~Self.countMask | UInt32(truncatingIfNeeded: newValue) }
    }

    /// Whether the present search went along it.
    var isSearched: Bool {
        get { state & 0x8000_0000 != 0 }
        set { state = newValue ? state | 0x8000_0000 : state & ~0x8000_0000 }
    }

    /// Whether the dissolution of a component went along it in this settlement.
    var isDissolved: Bool {
        get { state & 0x4000_0000 != 0 }
        set { state = newValue ? state | 0x4000_0000 : state & ~0x4000_0000 }
    }
}

/// That a contact holds a value, in 20 bytes: an element of the contact's list and the value's.
struct Membership: Sendable {
    var contact: Int32
    var value: Int32
    var nextOfContact: Int32
    var nextOfValue: Int32
    var previousOfValue: Int32
}
