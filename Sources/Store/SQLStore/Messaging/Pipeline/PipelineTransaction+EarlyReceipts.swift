import AccountsModel
import Database
import Essentials
import MessagingModel

/// Receipts that arrive before their message is known as sent. They are kept until it is sent or in
/// doubt, because a carrier does not repeat a receipt that was acknowledged.
extension PipelineTransaction {
    /// Keeps a receipt if there is a hand-off that it may belong to, and returns whether there is.
    ///
    /// If there is none, it repeats an applied receipt, or is about no message of ours.
    func keepEarly(_ receipt: PipelineChange.Receipt) throws -> Bool {
        let waiting: SQLRow?
        if let key = receipt.receipt.key {
            waiting = try tx.queryOne(
                "SELECT 1 FROM hand_off WHERE project_id = $1 AND message_id = $2",
                key.values
            )
        } else {
            waiting = try tx.queryOne(
                Self.namelessHandOff,
                [.text(receipt.carrier.description)]
            )
        }
        guard waiting != nil else { return false }
        try insertEarly(receipt, of: receipt.receipt.key)
        return true
    }

    /// Finds any hand-off of a carrier that does not echo our keys, by the index of short
    /// references.
    static let namelessHandOff = """
        SELECT 1 FROM hand_off WHERE carrier = $1 AND short_reference IS NOT NULL LIMIT 1
        """

    func insertEarly(_ receipt: PipelineChange.Receipt, of key: MessageKey?) throws {
        try tx.insertMany(
            into: "early_receipt",
            columns: EarlyReceiptOrigin.columns.names + EarlyReceiptResult.columns.names
                + ["project_id", "message_id", "stored_at"],
            rows: [
                EarlyReceiptOrigin.columns.values(of: receipt)
                    + EarlyReceiptResult.columns.values(of: receipt.receipt)
                    + [SQLValue(key?.project.number), SQLValue(key?.id), SQLValue(now)]
            ],
            onConflict: .ignore
        )
    }

    /// Applies the receipts that arrived before the carrier's answer.
    mutating func receiveEarlyReceipts(of sent: [Indexed<PipelineChange.Sent>]) throws {
        guard try hasEarlyReceipts() else { return }
        let references = sent.flatMap { sent in
            sent.change.references.map { (sent, $0) }
        }
        let found = try tx.queryMany(
            """
            DELETE FROM early_receipt WHERE carrier = $1 AND reference = $2
            RETURNING \(EarlyReceiptResult.columns)
            """,
            references.map { [.text($0.0.change.carrier.description), .text($0.1)] }
        )
        var receipts: [Indexed<PipelineChange.Receipt>] = []
        for ((sent, reference), rows) in zip(references, found) {
            for row in rows {
                receipts.append(
                    Indexed(
                        sent.index,
                        .init(
                            try EarlyReceiptResult(row).receipt(reference: reference, key: nil),
                            carrier: sent.change.carrier
                        )
                    )
                )
            }
        }
        try receive(inOrderOfLife: receipts)
    }

    /// Applies the receipts that arrived before the hand-off of their message was in doubt.
    mutating func receiveEarlyReceipts(inDoubt doubts: [Indexed<PipelineChange.Doubt>]) throws {
        guard try hasEarlyReceipts() else { return }
        let named = try tx.queryMany(
            """
            DELETE FROM early_receipt WHERE project_id = $1 AND message_id = $2
            RETURNING \(EarlyReceiptResult.columns), \(EarlyReceiptOrigin.columns)
            """,
            doubts.map(\.change.key.values)
        )
        // Hints count only for hand-offs in doubt, so they were not matched before.
        let hinted = try tx.queryMany(
            """
            DELETE FROM early_receipt
            WHERE project_id IS NULL AND short_reference = $3
                AND carrier = (SELECT carrier FROM hand_off h
                    WHERE h.project_id = $1 AND h.message_id = $2)
                AND destination = (SELECT destination FROM message m
                    WHERE m.project_id = $1 AND m.id = $2)
            RETURNING \(EarlyReceiptResult.columns), \(EarlyReceiptOrigin.columns)
            """,
            doubts.map {
                $0.change.key.values + [.integer(Int64($0.change.key.shortReference))]
            }
        )
        var receipts: [Indexed<PipelineChange.Receipt>] = []
        for (place, doubt) in doubts.enumerated() {
            for row in named[place] {
                receipts.append(try early(row, index: doubt.index, key: doubt.change.key))
            }
            for row in hinted[place] {
                receipts.append(try early(row, index: doubt.index, key: nil))
            }
        }
        try receive(inOrderOfLife: receipts)
    }

    private func early(
        _ row: SQLRow,
        index: Int,
        key: MessageKey?
    ) throws -> Indexed<PipelineChange.Receipt> {
        var row = RowReader(row)
        let result = try EarlyReceiptResult(&row)
        let origin = try EarlyReceiptOrigin(&row)
        let receipt = result.receipt(reference: origin.reference, key: key, hint: origin.hint)
        return Indexed(index, .init(receipt, carrier: origin.carrier))
    }

    private mutating func receive(inOrderOfLife receipts: [Indexed<PipelineChange.Receipt>]) throws
    {
        try receive(
            receipts.sorted { $0.change.receipt.status.rank < $1.change.receipt.status.rank },
            wereKept: true
        )
    }

    private func hasEarlyReceipts() throws -> Bool {
        try tx.queryOne("SELECT 1 FROM early_receipt LIMIT 1") != nil
    }
}

extension SQLPipelineStore {
    /// By then, the answer that such a receipt preceded has arrived or is in doubt.
    private static let namelessReceiptLifetime = Duration.seconds(600)

    /// The longest validity: after it, a receipt without a message will never get one.
    private static let earlyReceiptLifetime = Duration.seconds(48 * 3600)

    /// Lists receipts as unmatched that waited for a message for too long.
    static func giveUpEarlyReceipts(
        at moment: Timestamp,
        _ ids: IDSource,
        _ tx: any SQLTransaction
    ) throws {
        let rows = try tx.query(
            """
            DELETE FROM early_receipt WHERE stored_at <= $1
                OR (stored_at <= $2 AND project_id IS NULL AND short_reference IS NULL)
            RETURNING \(EarlyReceiptResult.columns), \(EarlyReceiptOrigin.columns)
            """,
            [
                SQLValue(moment - earlyReceiptLifetime),
                SQLValue(moment - namelessReceiptLifetime),
            ]
        )
        let receipts = try rows.map { row in
            var row = RowReader(row)
            let result = try EarlyReceiptResult(&row)
            let origin = try EarlyReceiptOrigin(&row)
            return UnmatchedReceipt(
                result.receipt(reference: origin.reference, key: nil, hint: origin.hint),
                of: origin.carrier,
                id: ids.next(),
                at: moment
            )
        }
        try UnmatchedReceipt.insert(receipts, into: tx)
    }
}
