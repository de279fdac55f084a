import Database
import Essentials
import MessagingModel

/// Delivery receipts.
extension PipelineTransaction {
    /// A receipt together with the message it is about.
    private struct Target {
        let receipt: Indexed<PipelineChange.Receipt>
        let key: MessageKey
        /// Whether the receipt is the first proof that the carrier has the message.
        var provesSending = false
        /// How many receipts the message awaits, and when it expires, which is the key of their
        /// rows.
        var partsCount = 1
        var expiresAt = SQLValue.null

        var isFinal: Bool { receipt.change.receipt.status.isFinal }
        var isDelivered: Bool { receipt.change.receipt.status == .delivered }
    }

    /// Applies receipts; one whose message is not known as sent yet is kept until it is.
    ///
    /// One that finds no message is listed for the operator, unless it was kept for a message that
    /// has ended meanwhile.
    mutating func receive(
        _ receipts: [Indexed<PipelineChange.Receipt>],
        wereKept: Bool = false
    ) throws {
        let receipts = try withoutUnusable(receipts)
        guard !receipts.isEmpty else { return }
        let found = try tx.queryMany(
            """
            SELECT project_id, message_id, parts_count, expires_at FROM awaiting_receipt
            WHERE carrier = $1 AND reference = $2
            """,
            receipts.map(\.change.rowKey)
        )
        var targets: [Target] = []
        targets.reserveCapacity(receipts.count)
        // After a restart, all receipts of a message may arrive in one batch.
        var resolved: [[SQLValue]: MessageKey] = [:]
        for (receipt, rows) in zip(receipts, found) {
            if let row = rows.first {
                var row = RowReader(row)
                var target = Target(
                    receipt: receipt,
                    key: MessageKey(project: try row.projectID(), id: try row.objectID())
                )
                target.partsCount = try row.int()
                target.expiresAt = row.value()
                targets.append(target)
            } else if let key = resolved[receipt.change.rowKey] {
                targets.append(Target(receipt: receipt, key: key))
            } else {
                switch try resolveDoubt(receipt.change) {
                case .resolved(let key):
                    resolved[receipt.change.rowKey] = key
                    targets.append(Target(receipt: receipt, key: key, provesSending: true))
                case .kept: break
                case .noDoubt:
                    guard try !keepEarly(receipt.change), !wereKept else { break }
                    // One with our own key repeats a receipt of a message that has ended.
                    guard receipt.change.receipt.key == nil else { break }
                    try insertUnmatched([receipt.change])
                    effects[receipt.index].fault = .unmatched
                }
            }
        }
        try apply(try withoutOpenParts(targets))
    }

    /// Keeps the receipts that name no message or no state for the operator; returns the others.
    private mutating func withoutUnusable(
        _ receipts: [Indexed<PipelineChange.Receipt>]
    ) throws -> [Indexed<PipelineChange.Receipt>] {
        guard receipts.contains(where: { $0.change.receipt.fault != nil }) else { return receipts }
        let unusable = receipts.filter { $0.change.receipt.fault != nil }
        try insertUnmatched(unusable.map(\.change))
        for receipt in unusable {
            effects[receipt.index].fault = receipt.change.receipt.fault
        }
        return receipts.filter { $0.change.receipt.fault == nil }
    }

    /// Drops receipts of single parts that do not decide the status of their message: it is
    /// delivered with its last part, and fails with the first part that fails.
    private func withoutOpenParts(_ targets: [Target]) throws -> [Target] {
        guard targets.contains(where: { $0.partsCount > 1 && $0.isFinal }) else { return targets }
        let failed = targets.filter { $0.partsCount > 1 && $0.isFinal && !$0.isDelivered }
        try tx.executeMany(
            """
            DELETE FROM awaiting_receipt
            WHERE expires_at = $1 AND project_id = $2 AND message_id = $3
            """,
            failed.map { [$0.expiresAt] + $0.key.values }
        )
        var delivered: [Int] = []
        for (index, target) in targets.enumerated()
        where target.partsCount > 1 && target.isDelivered { delivered.append(index) }
        let removed = try tx.executeMany(
            "DELETE FROM awaiting_receipt WHERE carrier = $1 AND reference = $2",
            delivered.map { targets[$0].receipt.change.rowKey }
        )
        let left = try tx.queryMany(
            """
            SELECT 1 FROM awaiting_receipt
            WHERE expires_at = $1 AND project_id = $2 AND message_id = $3 LIMIT 1
            """,
            delivered.map { [targets[$0].expiresAt] + targets[$0].key.values }
        )
        var isLeftOut = Set<Int>()
        for (place, index) in delivered.enumerated()
        where removed[place] == 0 || !left[place].isEmpty { isLeftOut.insert(index) }
        return targets.enumerated().filter { !isLeftOut.contains($0.offset) }.map(\.element)
    }

    private mutating func apply(_ targets: [Target]) throws {
        guard !targets.isEmpty else { return }
        let updated = try tx.queryMany(
            """
            UPDATE message SET status = $3, status_code = $4, carrier_code = $5,
                delivered_at = $6, sent_at = COALESCE(sent_at, $7),
                carrier = COALESCE(carrier, $8)
            WHERE project_id = $1 AND id = $2 AND status < $3
                AND status IN (\(MessageStatus.withCarrier.sql))
            RETURNING token_id, client_id, \(SubmittedMessage.columns())
            """,
            targets.map { target in
                let receipt = target.receipt.change.receipt
                return target.key.values + [
                    .integer(Int64(receipt.status.rawValue)),
                    .integer(Int64(receipt.code.rawValue)), SQLValue(receipt.carrierCode),
                    receipt.status == .delivered ? SQLValue(receipt.at) : .null,
                    SQLValue(receipt.at), .text(target.receipt.change.carrier.description),
                ]
            }
        )
        for (target, rows) in zip(targets, updated) {
            guard let row = rows.first else { continue }
            let receipt = target.receipt.change.receipt
            let (token, clientID) = (try row.objectID(0), try row.optionalText(1))
            let submitted = try SubmittedMessage(row, from: 2)
            var steps = [(status: receipt.status, code: receipt.code)]
            if target.provesSending { steps.insert((.sent, .none), at: 0) }
            for step in steps {
                try note(
                    step.status,
                    code: step.code.rawValue,
                    of: target.key,
                    token: token,
                    clientID: clientID,
                    submitted: submitted,
                    at: receipt.at,
                    change: target.receipt.index
                )
            }
        }
        try tx.executeMany(
            "DELETE FROM awaiting_receipt WHERE carrier = $1 AND reference = $2",
            targets.filter(\.isFinal).map(\.receipt.change.rowKey)
        )
    }
}

extension PipelineChange.Receipt {
    /// The carrier and its reference, as the key of a row.
    var rowKey: [SQLValue] { [.text(carrier.description), .text(receipt.reference)] }
}
