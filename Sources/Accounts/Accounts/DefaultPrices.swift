public import AccountsModel

/// The price list of a new installation, in units of the organization's currency.
///
/// An SMS part costs about the wholesale price plus a margin; a lookup costs about as much as an
/// HLR query. They are starting points: `heliograph price set` overrides each of them.
public enum DefaultPrices {
    /// The list; `*` covers every country that is not named.
    public static let all: [Price] = sms.map(price(of: .sms)) + lookup.map(price(of: .lookup))

    private static func price(
        of service: Price.Service
    ) -> ((country: String, micros: Int64)) -> Price {
        { Price(service: service, country: $0.country, amount: Money(micros: $0.micros)) }
    }

    private static let lookup: [(country: String, micros: Int64)] = [("*", 8_000)]

    private static let sms: [(country: String, micros: Int64)] = [
        ("*", 95_000),
        // Western Europe.
        ("ES", 45_000), ("PT", 38_000), ("FR", 58_000), ("IT", 62_000), ("DE", 82_000),
        ("AT", 84_000), ("CH", 62_000), ("BE", 88_000), ("NL", 88_000), ("LU", 78_000),
        ("GB", 42_000), ("IE", 66_000), ("MT", 60_000), ("GR", 62_000), ("CY", 48_000),
        ("AD", 68_000), ("MC", 92_000), ("SM", 66_000), ("LI", 66_000), ("GI", 72_000),
        // Northern Europe.
        ("DK", 48_000), ("SE", 52_000), ("NO", 64_000), ("FI", 72_000), ("IS", 62_000),
        ("EE", 68_000), ("LV", 58_000), ("LT", 46_000),
        // Central and Eastern Europe.
        ("PL", 32_000), ("CZ", 58_000), ("SK", 62_000), ("HU", 74_000), ("RO", 60_000),
        ("BG", 78_000), ("SI", 86_000), ("HR", 76_000), ("RS", 84_000), ("BA", 82_000),
        ("ME", 84_000), ("MK", 78_000), ("AL", 82_000), ("XK", 88_000), ("MD", 92_000),
        ("UA", 110_000), ("BY", 120_000), ("RU", 180_000), ("TR", 28_000), ("GE", 98_000),
        ("AM", 120_000), ("AZ", 190_000), ("KZ", 160_000),
        // North America and the Caribbean.
        ("US", 12_000), ("CA", 12_000), ("PR", 42_000), ("DO", 58_000), ("JM", 92_000),
        ("CU", 98_000), ("TT", 86_000), ("HT", 110_000),
        // Latin America.
        ("MX", 42_000), ("GT", 78_000), ("HN", 72_000), ("SV", 70_000), ("NI", 92_000),
        ("CR", 48_000), ("PA", 78_000), ("CO", 12_000), ("VE", 68_000), ("EC", 120_000),
        ("PE", 48_000), ("BO", 98_000), ("BR", 32_000), ("PY", 52_000), ("UY", 68_000),
        ("AR", 62_000), ("CL", 48_000),
        // Africa.
        ("MA", 72_000), ("DZ", 150_000), ("TN", 130_000), ("EG", 140_000), ("LY", 130_000),
        ("SN", 110_000), ("CI", 98_000), ("GH", 120_000), ("NG", 120_000), ("CM", 98_000),
        ("KE", 82_000), ("TZ", 110_000), ("UG", 98_000), ("ET", 160_000), ("RW", 110_000),
        ("AO", 68_000), ("MZ", 62_000), ("ZA", 28_000), ("GQ", 120_000),
        // The Middle East.
        ("IL", 92_000), ("JO", 160_000), ("LB", 92_000), ("SA", 92_000), ("AE", 68_000),
        ("QA", 78_000), ("KW", 120_000), ("BH", 62_000), ("OM", 110_000), ("IQ", 220_000),
        ("IR", 180_000),
        // Asia and the Pacific.
        ("IN", 42_000), ("PK", 220_000), ("BD", 240_000), ("LK", 240_000), ("NP", 160_000),
        ("CN", 42_000), ("HK", 62_000), ("TW", 68_000), ("JP", 78_000), ("KR", 42_000),
        ("SG", 48_000), ("MY", 92_000), ("TH", 28_000), ("VN", 92_000), ("ID", 280_000),
        ("PH", 160_000), ("KH", 160_000), ("MM", 240_000), ("AU", 42_000), ("NZ", 92_000),
    ]
}
