import Database

extension Migration {
    /// What the running server tells others: which version of each topic it has applied, so that a
    /// command can wait until its change is in force; and its time, for the process after it.
    static let runningServer = Migration(
        name: "0021-running-server",
        statements: [
            """
            CREATE TABLE change_applied (
                topic TEXT PRIMARY KEY,
                version BIGINT NOT NULL
            )
            """,
            """
            CREATE TABLE clock_mark (
                id BIGINT PRIMARY KEY,
                boot TEXT NOT NULL,
                since_boot BIGINT NOT NULL,
                time BIGINT NOT NULL
            )
            """,
        ]
    )
}
