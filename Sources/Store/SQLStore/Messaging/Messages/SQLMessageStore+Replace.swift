import AccountsModel
import Database
public import Essentials
public import MessagingModel
import SMSText

extension SQLMessageStore {
    /// Replaces a scheduled message, and settles the difference in price.
    public func replace(
        _ old: Message,
        with new: Message,
        at moment: Timestamp
    ) async throws(ServiceError) {
        let ids = store.ids
        try await store.write { tx in
            try Replacement(tx: tx, ids: ids, moment: moment).replace(old, with: new)
        }
    }
}

/// The transaction that gives a scheduled message a new text, time or validity.
///
/// A charge is never edited: the old price is refunded in full and the new one charged by an entry
/// of its own, so that entries still add up (docs/decisions/0004-ledger-entries.md).
private struct Replacement {
    let tx: any SQLTransaction
    let ids: IDSource
    let moment: Timestamp

    func replace(_ old: Message, with new: Message) throws {
        let removed = try tx.execute(
            """
            DELETE FROM scheduled_message
            WHERE project_id = $1 AND message_id = $2 AND due_at = $3
            """,
            old.key.values + [SQLValue(old.scheduledAt)]
        )
        guard removed == 1 else {
            throw ServiceError.conflict("the message does not wait for its time any more")
        }
        let charge = try settle(old, new)
        try tx.execute(
            """
            UPDATE message SET status = $3, text = $4, delivered_text = $5, is_unicode = $6,
                encoding = $7, characters_count = $8, parts_count = $9, is_charged = $10,
                charge_entry = $11, scheduled_at = $12, expires_at = $13, smpp = $14,
                price_per_part = $15
            WHERE project_id = $1 AND id = $2
            """,
            new.key.values + [
                SQLValue(new.status.rawValue), .text(new.text),
                new.deliveredText == new.text ? .null : .text(new.deliveredText),
                SQLValue(new.isUnicode), SQLValue(new.encoding.rawValue),
                SQLValue(new.charactersCount), SQLValue(new.partsCount),
                SQLValue(charge != nil), SQLValue(charge), SQLValue(new.scheduledAt),
                SQLValue(new.expiresAt), SQLValue(new.smpp?.bytes),
                .integer(new.pricePerPart.micros),
            ]
        )
        try place(new)
    }

    /// Moves the message to the table that its new time requires.
    private func place(_ new: Message) throws {
        if let due = new.scheduledAt {
            try tx.insertMany(
                into: "scheduled_message",
                columns: ["project_id", "due_at", "message_id"],
                rows: [[SQLValue(new.key.project), SQLValue(due), SQLValue(new.key.id)]]
            )
        } else {
            try tx.insertMany(
                into: "outbox",
                columns: ["project_id", "message_id", "attempts", "due_at"],
                rows: [new.key.values + [0, SQLValue(moment)]]
            )
        }
    }

    /// Refunds the old price and charges the new one; returns the new ledger entry of the message.
    private func settle(_ old: Message, _ new: Message) throws -> ObjectID? {
        let row = try tx.queryOne(
            """
            SELECT charge_entry, is_charged, price_per_part * parts_count FROM message
            WHERE project_id = $1 AND id = $2
            """,
            old.key.values
        )
        let entry = try row?.optionalObjectID(0)
        let paid = try row.map { try $0.bool(1) ? Money(micros: $0.integer(2)) : .zero } ?? .zero
        guard paid != new.price else { return entry }
        if let entry, paid > .zero {
            try post(.refund, paid, as: ids.next(), for: new)
            try tx.execute(
                """
                INSERT INTO replaced_charge (organization_id, charge_entry, message_id, price)
                VALUES ($1, $2, $3, $4)
                """,
                [
                    SQLValue(new.organization), SQLValue(entry), SQLValue(new.key.id),
                    SQLValue(paid),
                ]
            )
        }
        guard new.price > .zero else { return nil }
        let charge = ids.next()
        try post(.charge, -new.price, as: charge, for: new)
        return charge
    }

    private func post(
        _ kind: LedgerEntry.Kind,
        _ amount: Money,
        as id: ObjectID,
        for message: Message
    ) throws {
        let posting = LedgerPosting(
            id: id,
            organization: message.organization,
            kind: kind,
            amount: amount,
            itemsCount: 1,
            note: "replaced",
            at: moment
        )
        guard try tx.post(posting) != nil else { throw ServiceError.noFunds }
    }
}
