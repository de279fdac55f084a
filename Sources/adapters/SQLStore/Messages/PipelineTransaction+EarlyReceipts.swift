import Database
import Domain
import Essentials

/// Receipts that came before their message was known as sent: kept until it is, or until it comes
/// into doubt, because a carrier does not repeat a receipt that we said we have.
extension PipelineTransaction {
    private static let result = "status, code, carrier_code, at"

    /// Keeps a receipt whose message is not known as sent, unless it repeats one that was applied.
    func keepEarly(_ receipt: ChangesByKind.Receipt) throws {
        if let key = receipt.receipt.key {
            let waiting = try tx.query(
                "SELECT 1 FROM hand_off WHERE project_id = $1 AND message_id = $2",
                key.values
            )
            guard !waiting.isEmpty else { return }
        }
        try tx.insertMany(
            into: "early_receipt",
            columns: [
                "carrier", "reference", "project_id", "message_id", "status", "code",
                "carrier_code", "at", "stored_at",
            ],
            rows: [
                [
                    .text(receipt.carrier.description), .text(receipt.receipt.reference),
                    SQLValue(receipt.receipt.key?.project.number),
                    SQLValue(receipt.receipt.key?.id),
                    SQLValue(receipt.receipt.status.rawValue),
                    SQLValue(receipt.receipt.code.rawValue),
                    SQLValue(receipt.receipt.carrierCode), SQLValue(receipt.receipt.at),
                    SQLValue(now),
                ]
            ],
            onConflict: .ignore
        )
    }

    /// Applies the receipts that came before the carrier's answer.
    mutating func receiveEarlyReceipts(of sent: [ChangesByKind.Sent]) throws {
        guard try hasEarlyReceipts() else { return }
        let found = try tx.queryMany(
            """
            DELETE FROM early_receipt WHERE carrier = $1 AND reference = $2
            RETURNING \(Self.result)
            """,
            sent.map { [.text($0.carrier.description), .text($0.reference)] }
        )
        var receipts: [ChangesByKind.Receipt] = []
        for (sent, rows) in zip(sent, found) {
            for row in rows {
                receipts.append(
                    ChangesByKind.Receipt(
                        index: sent.index,
                        receipt: try receipt(row, reference: sent.reference, key: sent.key),
                        carrier: sent.carrier
                    )
                )
            }
        }
        try receive(inOrderOfLife: receipts)
    }

    /// Applies the receipts that came before their message's hand-off came into doubt.
    mutating func receiveEarlyReceipts(inDoubt doubts: [ChangesByKind.Moment]) throws {
        guard try hasEarlyReceipts() else { return }
        let found = try tx.queryMany(
            """
            DELETE FROM early_receipt WHERE project_id = $1 AND message_id = $2
            RETURNING \(Self.result), carrier, reference
            """,
            doubts.map(\.key.values)
        )
        var receipts: [ChangesByKind.Receipt] = []
        for (doubt, rows) in zip(doubts, found) {
            for row in rows {
                receipts.append(
                    ChangesByKind.Receipt(
                        index: doubt.index,
                        receipt: try receipt(row, reference: try row.text(5), key: doubt.key),
                        carrier: CarrierID(try row.text(4))
                    )
                )
            }
        }
        try receive(inOrderOfLife: receipts)
    }

    private mutating func receive(inOrderOfLife receipts: [ChangesByKind.Receipt]) throws {
        try receive(receipts.sorted { $0.receipt.status.rank < $1.receipt.status.rank })
    }

    private func hasEarlyReceipts() throws -> Bool {
        try tx.queryOne("SELECT 1 FROM early_receipt LIMIT 1") != nil
    }

    private func receipt(
        _ row: SQLRow,
        reference: String,
        key: MessageKey
    ) throws -> CarrierReceipt {
        CarrierReceipt(
            reference: reference,
            key: key,
            status: MessageStatus(rawValue: try row.int(0)) ?? .unknown,
            code: StatusCode(rawValue: try row.int(1)) ?? .other,
            carrierCode: try row.optionalText(2),
            at: try row.timestamp(3)
        )
    }
}
