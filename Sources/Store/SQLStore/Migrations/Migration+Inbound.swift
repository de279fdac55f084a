import Database

extension Migration {
    /// What handsets sent, in the order in which it is listed and by the name it is asked for.
    static let inbound = Migration(
        name: "0011-inbound",
        statements: [
            "CREATE INDEX inbound_message_id ON inbound_message (project_id, id)"
        ]
    )
}
