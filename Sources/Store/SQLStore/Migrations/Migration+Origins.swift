import Database

extension Migration {
    /// The address of an inbound message that does not come from an international number.
    static let origins = Migration(
        name: "0015-origins",
        statements: ["ALTER TABLE inbound_message ADD COLUMN origin_text TEXT"]
    )
}
