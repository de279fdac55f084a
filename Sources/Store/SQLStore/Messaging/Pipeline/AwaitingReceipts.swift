import AccountsModel
import Database
import Essentials
import MessagingModel

/// Rows of `awaiting_receipt` that are about to be inserted.
///
/// There is one row per reference; a message is delivered when its last row is removed.
struct AwaitingReceipts {
    private static let columns = [
        "carrier", "reference", "project_id", "message_id", "parts_count", "expires_at",
    ]

    /// Rows of the simulator, whose references are our own and therefore unique.
    private var trusted: [[SQLValue]] = []
    private var others: [[SQLValue]] = []
    /// Rows without a reference: their messages end when they expire.
    private var unusable: [[SQLValue]] = []

    mutating func reserve(_ count: Int) { trusted.reserveCapacity(count) }

    /// Adds the references of one message.
    mutating func add(_ sent: PipelineChange.Sent, expiresAt: SQLValue) {
        if sent.carrier == .simulator, sent.references.count == 1 {
            trusted.append(row(sent, sent.references[0], partsCount: 1, expiresAt))
            return
        }
        // Some carriers use one reference for all parts, and send one receipt.
        let references = Set(sent.references).filter { !$0.isEmpty }.sorted()
        for reference in references {
            others.append(row(sent, reference, partsCount: references.count, expiresAt))
        }
        if references.isEmpty {
            unusable.append(row(sent, "#\(sent.key.id)", partsCount: 1, expiresAt))
        }
    }

    /// Adds a message in doubt that a receipt resolved, under the reference of the receipt.
    mutating func add(
        _ key: MessageKey,
        _ carrier: CarrierID,
        _ reference: String,
        expiresAt: SQLValue
    ) {
        others.append(
            [.text(carrier.description), .text(reference)] + key.values + [.integer(1), expiresAt]
        )
    }

    /// Inserts the rows.
    ///
    /// A reference that another message already awaits is replaced by one that no receipt has, so
    /// that the message ends when it expires.
    func insert(into tx: any SQLTransaction) throws {
        try tx.insertMany(
            into: "awaiting_receipt",
            columns: Self.columns,
            rows: trusted,
            onConflict: .ignore
        )
        guard !others.isEmpty || !unusable.isEmpty else { return }
        let inserted = try tx.executeMany(
            """
            INSERT INTO awaiting_receipt (\(Self.columns.joined(separator: ", ")))
            VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (carrier, reference) DO NOTHING
            """,
            others
        )
        var unusable = unusable
        for (offset, count) in inserted.enumerated() where count == 0 {
            var row = others[offset]
            guard case .blob(let id) = row[3] else { continue }
            let name = ObjectID(bytes: id)?.description ?? ""
            row[1] = .text("#\(name)-\(offset)")
            unusable.append(row)
        }
        try tx.insertMany(into: "awaiting_receipt", columns: Self.columns, rows: unusable)
    }

    private func row(
        _ sent: PipelineChange.Sent,
        _ reference: String,
        partsCount: Int,
        _ expiresAt: SQLValue
    ) -> [SQLValue] {
        [
            .text(sent.carrier.description), .text(reference),
            .integer(sent.key.project.number), SQLValue(sent.key.id),
            .integer(Int64(partsCount)), expiresAt,
        ]
    }
}
