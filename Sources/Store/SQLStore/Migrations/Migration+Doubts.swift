import Database

extension Migration {
    /// The short reference that a carrier got with a hand-off, so that a receipt which echoes it
    /// finds the hand-off by an index.
    ///
    /// The simulator echoes our keys instead, so its hand-offs have none and are not indexed.
    /// Neither have hand-offs from before this step.
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
