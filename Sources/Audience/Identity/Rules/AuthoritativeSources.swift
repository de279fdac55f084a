/// Data sources whose `_user_id` names a person for certain.
///
/// Two contacts of such sources with different user ids never become one audience contact, whatever
/// else they share: a family's phone does not make one person of two customers of the CRM.
public enum AuthoritativeSources: Hashable, Sendable {
    /// No data source; a shared value joins all contacts that have it.
    case none
    /// Every data source's: then only equal user ids merge at all.
    case all
    /// Those of the given data sources.
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
