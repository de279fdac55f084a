/// The personal data in a table, and how it is handled.
///
/// Every table has a policy in ``PersonalData/tables``. A new table without one fails the tests,
/// so its author must decide how erasure, retention, export and doctor treat it.
public struct TablePolicy: Sendable, Hashable {
    /// What the erasure of a person does to rows that mention the person.
    public enum Erasure: Sendable, Hashable {
        /// They are removed, and the erasure looks for leftovers.
        case removed
        /// They are kept, for the given reason.
        case kept(because: String)
    }

    /// The name of the table.
    public let table: String
    /// The personal data that it contains; nil for none.
    public let personalData: String?
    /// What an erasure does; nil for a table without personal data.
    public let erasure: Erasure?
    /// When rows are removed automatically; nil for never.
    public let retention: String?
    /// The export that contains it; nil for none.
    public let export: String?
    /// What `heliograph doctor` checks; nil for nothing.
    public let doctor: String?

    /// A table without personal data.
    static func impersonal(
        _ table: String,
        retention: String? = nil,
        doctor: String? = nil
    ) -> TablePolicy {
        TablePolicy(
            table: table,
            personalData: nil,
            erasure: nil,
            retention: retention,
            export: nil,
            doctor: doctor
        )
    }

    /// A table with personal data.
    static func personal(
        _ table: String,
        _ personalData: String,
        erasure: Erasure,
        retention: String? = nil,
        export: String? = nil,
        doctor: String? = nil
    ) -> TablePolicy {
        TablePolicy(
            table: table,
            personalData: personalData,
            erasure: erasure,
            retention: retention,
            export: export,
            doctor: doctor
        )
    }
}
