/// Data sources whose `_user_id` reliably identifies a person.
///
/// Two contacts of such sources with different user ids never become one audience contact,
/// whatever else they share: a family's phone does not merge two customers of the CRM.
public enum AuthoritativeSources: Hashable, Sendable {
    /// No data source; a shared value joins all contacts that have it.
    case none
    /// All data sources: then only equal user ids merge at all.
    case all
    /// The given data sources.
    case some(Set<DataSourceNumber>)

    /// Whether the data source's user ids are authoritative.
    public func contains(_ source: DataSourceNumber) -> Bool {
        switch self {
        case .none: false
        case .all: true
        case .some(let sources): sources.contains(source)
        }
    }
}
