import Database

extension Migration {
    /// How often a carrier throttled or failed.
    static let carrierErrors = Migration(
        name: "0013-carrier-errors",
        statements: [
            "ALTER TABLE carrier_status ADD COLUMN throttled BIGINT NOT NULL DEFAULT 0",
            "ALTER TABLE carrier_status ADD COLUMN failed BIGINT NOT NULL DEFAULT 0",
        ]
    )
}
