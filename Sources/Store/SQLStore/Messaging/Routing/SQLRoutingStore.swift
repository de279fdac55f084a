public import AccountsModel
import Database
public import Essentials
public import MessagingModel

/// Routes, carriers and their last known state in SQL.
public struct SQLRoutingStore: RoutingStore {
    let store: SQLStore

    /// The settings of all carriers that an operator changed.
    public func carriers() async throws(ServiceError) -> [CarrierSettings] {
        try await store.read { reader in
            var options: [String: [String: String]] = [:]
            for row in try reader.query("SELECT carrier_id, name, value FROM carrier_option") {
                options[try row.text(0), default: [:]][try row.text(1)] = try row.text(2)
            }
            let rows = try reader.query(
                """
                SELECT id, kind, window_size, rate_per_second, is_paused FROM carrier ORDER BY id
                """
            )
            return try rows.map { row in
                var row = RowReader(row)
                let name = try row.text()
                return CarrierSettings(
                    id: CarrierID(name),
                    kind: try row.word(),
                    windowSize: try row.int(),
                    ratePerSecond: try row.optionalInt(),
                    isPaused: try row.bool(),
                    options: options[name] ?? [:]
                )
            }
        }
    }

    /// Adds or replaces the settings of a carrier; throws if there would be too many carriers.
    public func save(_ carrier: CarrierSettings, audit: AuditEntry) async throws(ServiceError) {
        try await store.change(.routing, audit: audit) { transaction in
            let name = SQLValue(carrier.id.description)
            try transaction.execute(
                """
                INSERT INTO carrier (id, kind, window_size, rate_per_second, is_paused)
                VALUES ($1, $2, $3, $4, $5)
                ON CONFLICT (id) DO UPDATE SET
                    kind = excluded.kind, window_size = excluded.window_size,
                    rate_per_second = excluded.rate_per_second, is_paused = excluded.is_paused
                """,
                [
                    name, SQLValue(carrier.kind.rawValue), SQLValue(carrier.windowSize),
                    SQLValue(carrier.ratePerSecond), SQLValue(carrier.isPaused),
                ]
            )
            try transaction.execute("DELETE FROM carrier_option WHERE carrier_id = $1", [name])
            try transaction.executeMany(
                "INSERT INTO carrier_option (carrier_id, name, value) VALUES ($1, $2, $3)",
                carrier.options.sorted { $0.key < $1.key }.map {
                    [name, SQLValue($0.key), SQLValue($0.value)]
                }
            )
            // The simulator counts, even without a row.
            let others = try transaction.queryOne(
                "SELECT COUNT(*) FROM carrier WHERE id <> $1",
                [SQLValue(CarrierID.simulator.description)]
            )
            guard try others?.int(0) ?? 0 < CarrierSettings.mostCarriers else {
                throw ServiceError.conflict(
                    "there are \(CarrierSettings.mostCarriers) carriers already"
                )
            }
        }
    }

    /// Removes a carrier; throws if there is none, or a route uses it.
    public func removeCarrier(_ id: CarrierID, audit: AuditEntry) async throws(ServiceError) {
        try await store.change(.routing, audit: audit) { transaction in
            let name = SQLValue(id.description)
            let routes = try transaction.queryOne(
                "SELECT COUNT(*) FROM route WHERE carrier = $1",
                [name]
            )
            let count = try routes?.int(0) ?? 0
            guard count == 0 else {
                throw ServiceError.conflict(
                    count == 1
                        ? "a route leads to it; remove that first"
                        : "\(count) routes lead to it; remove them first"
                )
            }
            try transaction.execute("DELETE FROM carrier_option WHERE carrier_id = $1", [name])
            try transaction.execute("DELETE FROM carrier_status WHERE carrier = $1", [name])
            let removed = try transaction.execute("DELETE FROM carrier WHERE id = $1", [name])
            guard removed == 1 else { throw ServiceError.notFound("carrier \(id)") }
        }
    }

    /// The last status of each carrier that a running server stored.
    public func carrierStatuses() async throws(ServiceError) -> [CarrierStatus] {
        try await store.read { reader in
            try reader.query(
                "SELECT \(CarrierStatus.columns) FROM carrier_status ORDER BY carrier"
            ).decoded(CarrierStatus.init)
        }
    }

    /// Replaces the status of these carriers.
    public func save(_ statuses: [CarrierStatus]) async throws(ServiceError) {
        guard !statuses.isEmpty else { return }
        try await store.write(.bulk) { transaction in
            try transaction.executeMany(
                "DELETE FROM carrier_status WHERE carrier = $1",
                statuses.map { [SQLValue($0.id.description)] }
            )
            try transaction.insertMany(
                into: "carrier_status",
                columns: CarrierStatus.columns.names,
                rows: statuses.map(CarrierStatus.columns.values)
            )
        }
    }
}

extension CarrierStatus: RowDecodable {
    static let columns: Columns<CarrierStatus> = [
        "carrier": { SQLValue($0.id.description) },
        "state": { SQLValue($0.state.rawValue) },
        "in_flight": { SQLValue($0.inFlight) },
        "queued": { SQLValue($0.queued) },
        "submitted": { SQLValue($0.submitted) },
        "submitted_per_second": { SQLValue($0.submittedPerSecond) },
        "receipts": { SQLValue($0.receipts) },
        "throttled": { SQLValue($0.throttled) },
        "failed": { SQLValue($0.failed) },
        "last_error": { SQLValue($0.lastError) },
        "at": { SQLValue($0.at) },
    ]

    init(_ row: inout RowReader) throws(DatabaseError) {
        self.init(
            id: CarrierID(try row.text()),
            state: try row.word(),
            inFlight: try row.int(),
            queued: try row.int(),
            submitted: try row.int(),
            submittedPerSecond: try row.int(),
            receipts: try row.int(),
            throttled: try row.int(),
            failed: try row.int(),
            lastError: try row.optionalText(),
            at: try row.timestamp()
        )
    }
}
