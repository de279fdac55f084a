import Database
import Essentials
import MessagingModel

/// Remembers which message a sender that handsets can answer last sent to which handset.
///
/// What comes in over a real carrier names no message; the latest one says whose it is.
struct Conversations {
    private var rows: [[SQLValue]] = []

    /// How long after a message an answer still belongs to it.
    static let lifetime = Duration.seconds(7 * 24 * 3600)

    /// Adds a message, unless its sender is a name.
    mutating func add(_ sent: PipelineChange.Sent, sender: String, handset: SQLValue) {
        guard let number = InboundNumber.normalized(sender) else { return }
        rows.append([.text(number), handset] + sent.key.values + [SQLValue(sent.at)])
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
