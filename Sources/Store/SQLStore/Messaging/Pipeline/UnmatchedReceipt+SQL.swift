import Database
public import Essentials
public import MessagingModel

/// Receipts that found no message.
extension UnmatchedReceipt: RowDecodable {
    static let columns: Columns<UnmatchedReceipt> = [
        "id": { SQLValue($0.id) },
        "carrier": { .text($0.carrier.description) },
        "reference": { .text($0.reference) },
        "phone": { SQLValue($0.phone) },
        "reason": { .text($0.fault.rawValue) },
        "carrier_code": { SQLValue($0.carrierCode) },
        "octets": { .blob($0.octets) },
        "received_at": { SQLValue($0.receivedAt) },
    ]

    init(_ row: inout RowReader) throws(DatabaseError) {
        self.init(
            id: try row.objectID(),
            carrier: CarrierID(try row.text()),
            reference: try row.text(),
            phone: try row.optionalText(),
            fault: CarrierReceipt.Fault(rawValue: try row.text()) ?? .unmatched,
            carrierCode: try row.optionalText(),
            octets: try row.blob(),
            receivedAt: try row.timestamp()
        )
    }
}

extension PipelineTransaction {
    /// Keeps receipts for the operator.
    func insertUnmatched(_ receipts: [PipelineChange.Receipt]) throws {
        try UnmatchedReceipt.insert(
            receipts.map {
                UnmatchedReceipt($0.receipt, of: $0.carrier, id: ids.next(), at: now)
            },
            into: tx
        )
    }
}

extension UnmatchedReceipt {
    static func insert(_ receipts: [UnmatchedReceipt], into tx: any SQLTransaction) throws {
        try tx.insertMany(
            into: "unmatched_receipt",
            columns: columns.names,
            rows: receipts.map { columns.values(of: $0) }
        )
    }

    /// Removes those that are old, and the oldest of too many.
    static func tidy(at moment: Timestamp, in tx: any SQLTransaction) throws {
        try tx.execute(
            "DELETE FROM unmatched_receipt WHERE id <= $1",
            [SQLValue(ObjectID(high: UInt64((moment - lifetime).seconds) << 32, low: 0))]
        )
        try tx.execute(
            """
            DELETE FROM unmatched_receipt WHERE id <= (
                SELECT id FROM unmatched_receipt ORDER BY id DESC LIMIT 1 OFFSET $1)
            """,
            [SQLValue(most)]
        )
    }
}

extension SQLPipelineStore {
    /// Receipts that found no message, newest first.
    public func unmatchedReceipts(limit: Int) async throws(ServiceError) -> [UnmatchedReceipt] {
        try await store.read { reader in
            try reader.query(
                """
                SELECT \(UnmatchedReceipt.columns) FROM unmatched_receipt
                ORDER BY id DESC LIMIT $1
                """,
                [SQLValue(limit)]
            ).map(UnmatchedReceipt.init)
        }
    }
}
