import Database

extension Migration {
    /// The number that a carrier was sent along with a hand-off, so that a receipt which echoes it
    /// finds the hand-off without a look at the others.
    ///
    /// The simulator tells our own names instead, so its hand-offs have none and cost the index
    /// nothing. Hand-offs from before this step have none either: hints do not end their doubt.
    static let doubts = Migration(
        name: "0010-doubts",
        statements: [
            "ALTER TABLE hand_off ADD COLUMN short_reference INTEGER",
            """
            CREATE INDEX hand_off_short_reference ON hand_off (carrier, short_reference)
            WHERE short_reference IS NOT NULL
            """,
        ]
    )
}
