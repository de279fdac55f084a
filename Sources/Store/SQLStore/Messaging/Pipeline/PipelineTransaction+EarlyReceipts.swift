import AccountsModel
import Database
import Essentials
import MessagingModel

/// Receipts that came before their message was known as sent: kept until it is, or until it comes
/// into doubt, because a carrier does not repeat a receipt that we said we have.
extension PipelineTransaction {
    private static let result = "status, code, carrier_code, at"
    private static let origin = "carrier, reference, short_reference, destination, is_whole"

    /// Keeps a receipt whose message is not known as sent, while there is a hand-off that it may
    /// belong to: else it repeats one that was applied.
    func keepEarly(_ receipt: PipelineChange.Receipt) throws {
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
        if waiting != nil { try insertEarly(receipt, of: receipt.receipt.key) }
    }

    /// Any hand-off of a carrier that does not tell our names, through the index of the hints.
    static let namelessHandOff = """
        SELECT 1 FROM hand_off WHERE carrier = $1 AND short_reference IS NOT NULL LIMIT 1
        """

    func insertEarly(_ receipt: PipelineChange.Receipt, of key: MessageKey?) throws {
        let hint = receipt.receipt.hint
        try tx.insertMany(
            into: "early_receipt",
            columns: [
                "carrier", "reference", "project_id", "message_id", "status", "code",
                "carrier_code", "at", "short_reference", "destination", "is_whole", "stored_at",
            ],
            rows: [
                receipt.rowKey + [
                    SQLValue(key?.project.number), SQLValue(key?.id),
                    SQLValue(receipt.receipt.status.rawValue),
                    SQLValue(receipt.receipt.code.rawValue),
                    SQLValue(receipt.receipt.carrierCode), SQLValue(receipt.receipt.at),
                    SQLValue((hint?.shortReference).map { Int64($0) }),
                    SQLValue((hint?.destination).map { Int64(clamping: $0) }),
                    SQLValue(hint?.isForWholeMessage ?? true), SQLValue(now),
                ]
            ],
            onConflict: .ignore
        )
    }

    /// Applies the receipts that came before the carrier's answer.
    mutating func receiveEarlyReceipts(of sent: [Indexed<PipelineChange.Sent>]) throws {
        guard try hasEarlyReceipts() else { return }
        let references = sent.flatMap { sent in
            sent.change.references.map { (sent, $0) }
        }
        let found = try tx.queryMany(
            """
            DELETE FROM early_receipt WHERE carrier = $1 AND reference = $2
            RETURNING \(Self.result)
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
                            try receipt(row, reference: reference, key: nil),
                            carrier: sent.change.carrier
                        )
                    )
                )
            }
        }
        try receive(inOrderOfLife: receipts)
    }

    /// Applies the receipts that came before their message's hand-off came into doubt.
    mutating func receiveEarlyReceipts(inDoubt doubts: [Indexed<PipelineChange.Doubt>]) throws {
        guard try hasEarlyReceipts() else { return }
        let named = try tx.queryMany(
            """
            DELETE FROM early_receipt WHERE project_id = $1 AND message_id = $2
            RETURNING \(Self.result), \(Self.origin)
            """,
            doubts.map(\.change.key.values)
        )
        // Hints only ever count for hand-offs in doubt, so they were not looked at before.
        let hinted = try tx.queryMany(
            """
            DELETE FROM early_receipt
            WHERE project_id IS NULL AND short_reference = $3
                AND carrier = (SELECT carrier FROM hand_off h
                    WHERE h.project_id = $1 AND h.message_id = $2)
                AND destination = (SELECT destination FROM message m
                    WHERE m.project_id = $1 AND m.id = $2)
            RETURNING \(Self.result), \(Self.origin)
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
        var hint: ReceiptHint?
        if let shortReference = try row.optionalInteger(6) {
            hint = ReceiptHint(
                shortReference: UInt16(clamping: shortReference),
                destination: UInt64(clamping: try row.optionalInteger(7) ?? 0),
                isForWholeMessage: try row.bool(8)
            )
        }
        return Indexed(
            index,
            .init(
                try receipt(row, reference: try row.text(5), key: key, hint: hint),
                carrier: CarrierID(try row.text(4))
            )
        )
    }

    private mutating func receive(inOrderOfLife receipts: [Indexed<PipelineChange.Receipt>]) throws
    {
        try receive(
            receipts.sorted { $0.change.receipt.status.rank < $1.change.receipt.status.rank }
        )
    }

    private func hasEarlyReceipts() throws -> Bool {
        try tx.queryOne("SELECT 1 FROM early_receipt LIMIT 1") != nil
    }

    private func receipt(
        _ row: SQLRow,
        reference: String,
        key: MessageKey?,
        hint: ReceiptHint? = nil
    ) throws -> CarrierReceipt {
        CarrierReceipt(
            reference: reference,
            key: key,
            hint: hint,
            status: MessageStatus(rawValue: try row.int(0)) ?? .unknown,
            code: StatusCode(rawValue: try row.int(1)) ?? .other,
            carrierCode: try row.optionalText(2),
            at: try row.timestamp(3)
        )
    }
}
