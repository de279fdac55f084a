import Database
import Domain
import Essentials

/// Receipts that prove what became of a hand-off in doubt.
extension PipelineTransaction {
    /// What a receipt says about a hand-off in doubt.
    enum DoubtResolution {
        /// No hand-off in doubt fits.
        case noDoubt
        /// The receipt is of one part; the others must prove the message, too.
        case kept
        /// The carrier has the message, and its hand-off is over.
        case resolved(MessageKey)
    }

    /// Looks for the hand-off in doubt that a receipt proves, and ends it.
    mutating func resolveDoubt(_ receipt: ChangesByKind.Receipt) throws -> DoubtResolution {
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

    /// Keeps the receipt of one part, and says whether it decides on the message: all parts are
    /// delivered, or this one never will be.
    private func arePartsProven(
        by receipt: ChangesByKind.Receipt,
        of key: MessageKey,
        count: Int
    ) throws -> Bool {
        guard receipt.receipt.status.isFinal else { return false }
        try insertEarly(receipt, of: key)
        let row = try tx.queryOne(
            """
            SELECT COUNT(DISTINCT reference) FROM early_receipt
            WHERE project_id = $1 AND message_id = $2 AND carrier = $3 AND status = 7
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

    /// The one message in doubt at the carrier that the receipt's hint fits; nil when there is
    /// none, and also when there are two, for then nobody can tell.
    private func hintedDoubt(_ receipt: ChangesByKind.Receipt) throws -> MessageKey? {
        guard let hint = receipt.receipt.hint else { return nil }
        let carrier = SQLValue.text(receipt.carrier.description)
        func matching(_ rows: [SQLRow]) throws -> [MessageKey] {
            try rows.map { MessageKey(project: try $0.projectID(0), id: try $0.objectID(1)) }
                .filter { $0.shortReference == hint.shortReference }
        }
        let doubts = try tx.query(
            """
            SELECT project_id, message_id FROM hand_off
            WHERE carrier = $1 AND in_doubt_since IS NOT NULL
            """,
            [carrier]
        )
        guard try !matching(doubts).isEmpty else { return nil }
        // One under way to the same handset may be meant as well.
        let all = try tx.query(
            """
            SELECT h.project_id, h.message_id, h.in_doubt_since FROM hand_off h
            JOIN message m ON m.project_id = h.project_id AND m.id = h.message_id
            WHERE h.carrier = $1 AND m.destination = $2
            """,
            [carrier, .integer(Int64(clamping: hint.destination))]
        )
        let candidates = try matching(all)
        guard candidates.count == 1, let key = candidates.first else { return nil }
        return key
    }
}
