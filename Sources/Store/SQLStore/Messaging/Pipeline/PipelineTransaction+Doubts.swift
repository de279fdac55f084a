import Database
import Essentials
import MessagingModel

/// Receipts that resolve hand-offs in doubt.
extension PipelineTransaction {
    /// The effect of a receipt on a hand-off in doubt.
    enum DoubtResolution {
        /// No hand-off in doubt matches.
        case noDoubt
        /// The receipt is for one part and was kept, because the other parts matter too.
        case kept
        /// The carrier has the message; its hand-off was removed.
        case resolved(MessageKey)
    }

    /// Finds the hand-off in doubt that a receipt resolves, and removes it.
    mutating func resolveDoubt(_ receipt: PipelineChange.Receipt) throws -> DoubtResolution {
        guard let key = try receipt.receipt.key ?? hintedDoubt(receipt) else { return .noDoubt }
        let doubts = try tx.query(
            """
            SELECT m.expires_at, m.parts_count FROM hand_off h
            JOIN message m ON m.project_id = h.project_id AND m.id = h.message_id
            WHERE h.project_id = $1 AND h.message_id = $2 AND h.carrier = $3
                AND h.in_doubt_since IS NOT NULL
            """,
            key.values + [.text(receipt.carrier.description)]
        )
        guard let row = doubts.first else { return .noDoubt }
        let isWhole = receipt.receipt.hint?.isForWholeMessage ?? true
        let partsCount = isWhole ? 1 : try row.int(1)
        if partsCount > 1, try !arePartsProven(by: receipt, of: key, count: partsCount) {
            return .kept
        }
        try removeHandOffs([key])
        if !receipt.receipt.status.isFinal {
            var awaiting = AwaitingReceipts()
            awaiting.add(key, receipt.carrier, receipt.receipt.reference, expiresAt: row[0])
            try awaiting.insert(into: tx)
        }
        return .resolved(key)
    }

    /// Keeps the receipt of one part, and returns whether it decides the status of the message: all
    /// parts are delivered, or this one failed.
    private func arePartsProven(
        by receipt: PipelineChange.Receipt,
        of key: MessageKey,
        count: Int
    ) throws -> Bool {
        guard receipt.receipt.status.isFinal else { return false }
        try insertEarly(receipt, of: key)
        let row = try tx.queryOne(
            """
            SELECT COUNT(DISTINCT reference) FROM early_receipt
            WHERE project_id = $1 AND message_id = $2 AND carrier = $3
                AND status = \(MessageStatus.delivered.sql)
            """,
            key.values + [.text(receipt.carrier.description)]
        )
        let delivered = try row?.int(0) ?? 0
        guard receipt.receipt.status != .delivered || delivered >= count else { return false }
        try tx.execute(
            "DELETE FROM early_receipt WHERE project_id = $1 AND message_id = $2",
            key.values
        )
        return true
    }

    /// The message with an open hand-off that matches the receipt's hint; nil if there is none, or
    /// more than one.
    private func hintedDoubt(_ receipt: PipelineChange.Receipt) throws -> MessageKey? {
        guard let hint = receipt.receipt.hint else { return nil }
        let candidates = try tx.query(
            Self.hintedHandOffs,
            [
                .text(receipt.carrier.description), .integer(Int64(hint.shortReference)),
                .integer(Int64(clamping: hint.destination)),
            ]
        )
        guard candidates.count == 1, let row = candidates.first else { return nil }
        return MessageKey(project: try row.projectID(0), id: try row.objectID(1))
    }

    /// Finds the hand-offs that match a hint by the index of short references, so that the cost
    /// does not grow with the hand-offs in doubt.
    static let hintedHandOffs = """
        SELECT h.project_id, h.message_id FROM hand_off h
        JOIN message m ON m.project_id = h.project_id AND m.id = h.message_id
        WHERE h.carrier = $1 AND h.short_reference = $2 AND m.destination = $3
        LIMIT 2
        """
}

extension PipelineChange.HandOff {
    /// The number that carriers echo in receipts; null for the simulator, which echoes our keys.
    var shortReference: SQLValue {
        carrier == .simulator ? .null : .integer(Int64(key.shortReference))
    }
}
