import Database

extension Migration {
    /// An index to list inbound messages in order, and to find one by its identifier.
    static let inbound = Migration(
        name: "0011-inbound",
        statements: [
            "CREATE INDEX inbound_message_id ON inbound_message (project_id, id)"
        ]
    )
}
