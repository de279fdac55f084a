public import AccountsModel
public import Essentials

/// What was sent to a data source since it was created, and the results.
public struct StreamStatistics: Hashable, Sendable {
    /// Calls of its stream.
    public var calls = 0
    /// Calls with at least one accepted item.
    public var callsSucceeded = 0
    /// Calls in which every item was refused.
    public var callsFailed = 0
    /// Items that were accepted.
    public var itemsAccepted = 0
    /// Items that were refused.
    public var itemsRefused = 0
    /// Accepted contacts, new or changed.
    public var contactsReceived = 0
    /// New contacts.
    public var contactsCreated = 0
    /// New contacts that joined an existing audience contact.
    public var contactsMerged = 0
    /// Changed contacts.
    public var contactsUpdated = 0
    /// Removed contacts.
    public var contactsRemoved = 0
    /// Accepted events.
    public var eventsReceived = 0
    /// Stored events, so without repetitions.
    public var eventsCreated = 0
    /// Items that the quarantine dropped because it was full.
    public var quarantineDropped = 0
    /// The last call.
    public var lastCallAt: Timestamp?
    /// The last call with an accepted item.
    public var lastSuccessAt: Timestamp?
    /// The last call in which every item was refused.
    public var lastFailureAt: Timestamp?
    /// When a contact was last accepted.
    public var lastContactReceivedAt: Timestamp?
    /// When a contact was last new.
    public var lastContactCreatedAt: Timestamp?
    /// When contacts were last applied to the audience.
    public var lastContactAppliedAt: Timestamp?
    /// When an event was last accepted.
    public var lastEventReceivedAt: Timestamp?
    /// When an event was last stored.
    public var lastEventCreatedAt: Timestamp?

    /// Creates the statistics of an unused data source.
    public init() {}

    /// What a call, or applying it, adds to the statistics of a data source.
    public struct Change: Hashable, Sendable {
        /// The data source.
        public let dataSource: ObjectID
        /// Its project.
        public let project: ProjectID
        /// Counters are added; later moments replace earlier ones.
        public var amounts: StreamStatistics

        /// Creates the value.
        public init(
            dataSource: ObjectID,
            project: ProjectID,
            amounts: StreamStatistics = StreamStatistics()
        ) {
            self.dataSource = dataSource
            self.project = project
            self.amounts = amounts
        }
    }
}

extension StreamStatistics {
    /// Adds the counters and keeps the later moments.
    public mutating func add(_ other: StreamStatistics) {
        for counter in StreamStatistics.counters {
            self[keyPath: counter] += other[keyPath: counter]
        }
        for moment in StreamStatistics.moments {
            self[keyPath: moment] = [self[keyPath: moment], other[keyPath: moment]]
                .compactMap(\.self).max()
        }
    }

    /// The counters, in the order in which they are stored.
    public static var counters: [WritableKeyPath<StreamStatistics, Int>] {
        [
            \.calls, \.callsSucceeded, \.callsFailed, \.itemsAccepted, \.itemsRefused,
            \.contactsReceived, \.contactsCreated, \.contactsMerged, \.contactsUpdated,
            \.contactsRemoved, \.eventsReceived, \.eventsCreated, \.quarantineDropped,
        ]
    }

    /// The moments, in the order in which they are stored.
    public static var moments: [WritableKeyPath<StreamStatistics, Timestamp?>] {
        [
            \.lastCallAt, \.lastSuccessAt, \.lastFailureAt, \.lastContactReceivedAt,
            \.lastContactCreatedAt, \.lastContactAppliedAt, \.lastEventReceivedAt,
            \.lastEventCreatedAt,
        ]
    }
}
