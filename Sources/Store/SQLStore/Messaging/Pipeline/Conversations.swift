import Database
import Essentials
import MessagingModel

/// The last message from each of our numbers to each phone number.
///
/// An inbound message does not name the message that it answers, so the last one decides who owns
/// it.
struct Conversations {
    private var rows: [[SQLValue]] = []

    /// How long after a message a reply still belongs to it.
    static let lifetime = Duration.seconds(7 * 24 * 3600)

    /// Adds a message, unless its sender is alphanumeric.
    mutating func add(_ sent: PipelineChange.Sent, sender: String, phone: SQLValue) {
        guard let number = InboundNumber.normalized(sender) else { return }
        rows.append([.text(number), phone] + sent.key.values + [SQLValue(sent.at)])
    }

    func store(in tx: any SQLTransaction) throws {
        guard !rows.isEmpty else { return }
        try tx.executeMany(
            """
            INSERT INTO conversation (sender, handset, project_id, message_id, at)
            VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (sender, handset) DO UPDATE SET
                project_id = excluded.project_id, message_id = excluded.message_id,
                at = excluded.at
            """,
            rows
        )
    }
}
