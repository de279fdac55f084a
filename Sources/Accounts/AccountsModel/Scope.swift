/// What a product token may do; the raw value is the name on the wire.
public enum Scope: String, Sendable, CaseIterable, Comparable {
    /// Read the organization's account, including its balance.
    case accountRead = "ACCOUNT_READ"
    /// Read data sources.
    case dataSourceRead = "PROJECT_DATASOURCE_READ"
    /// Create and change data sources.
    case dataSourceWrite = "PROJECT_DATASOURCE_WRITE"
    /// Read single contacts of the audience.
    case audienceRead = "PROJECT_AUDIENCE_READ"
    /// Subscribe, unsubscribe and delete contacts of the audience.
    case audienceWrite = "PROJECT_AUDIENCE_WRITE"
    /// Scroll and search the audience.
    case audienceList = "PROJECT_AUDIENCE_LIST"
    /// See the basic data of contacts.
    case audienceDataBasic = "PROJECT_AUDIENCE_DATA_BASIC"
    /// See the events of contacts.
    case audienceDataEvents = "PROJECT_AUDIENCE_DATA_EVENTS"
    /// See all data of contacts.
    case audienceDataFull = "PROJECT_AUDIENCE_DATA_FULL"
    /// Declare, change and delete attributes, event types and parameters.
    case schemaWrite = "PROJECT_SCHEMA_WRITE"
    /// Aggregate contacts and events.
    case aggregations = "PROJECT_AGGREGATIONS"
    /// Read campaigns.
    case campaignRead = "PROJECT_CAMPAIGN_READ"
    /// Read automations.
    case automationRead = "PROJECT_AUTOMATION_READ"
    /// Read direct messages.
    case directRead = "PROJECT_DIRECT_READ"
    /// Send direct messages.
    case directWrite = "PROJECT_DIRECT_WRITE"

    /// Orders by the name on the wire.
    public static func < (left: Scope, right: Scope) -> Bool { left.rawValue < right.rawValue }
}
