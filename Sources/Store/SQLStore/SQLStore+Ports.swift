/// The ports that keep no state of their own.
///
/// ``SQLMessageStore``, ``SQLPipelineStore`` and ``SQLAudienceStore`` own a queue of writes, so a
/// process creates each of them once.
extension SQLStore {
    /// Organizations, projects, tokens, prices, the ledger and the audit log.
    public var accounts: SQLAccountStore { SQLAccountStore(store: self) }
    /// The keys that all servers on the database share.
    public var secrets: SQLServerSecretStore { SQLServerSecretStore(store: self) }
    /// What the server tells commands.
    public var serverState: SQLServerState { SQLServerState(store: self) }
    /// Routes, carriers and their last known state.
    public var routing: SQLRoutingStore { SQLRoutingStore(store: self) }
    /// Inbound numbers, and inbound messages without an owner.
    public var inbound: SQLInboundStore { SQLInboundStore(store: self) }
    /// Number lookups.
    public var lookups: SQLLookupStore { SQLLookupStore(store: self) }
    /// The queue of notifications, and the dead letters.
    public var notifications: SQLNotificationStore { SQLNotificationStore(store: self) }
    /// Checks of consistency, and the depths of queues.
    public var diagnosis: SQLDiagnosis { SQLDiagnosis(store: self) }
}
