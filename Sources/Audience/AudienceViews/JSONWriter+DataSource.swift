import AccountsModel
public import Audience
import AudienceModel
import Essentials
public import JSONCoding

/// The JSON of data sources.
extension JSONWriter {
    /// Writes a data source; `others` writes further members.
    public mutating func dataSource(
        _ report: DataSourceReport,
        isWhole: Bool,
        _ others: (inout JSONWriter) -> Void = { _ in }
    ) {
        let source = report.source
        object { writer in
            writer.member("id", plain: source.id.hexDigits)
            writer.member("uid", plain: source.id.hexDigits)
            writer.member("name", source.name)
            writer.member("type", "api")
            writer.key("tags")
            writer.texts(source.profile.tags)
            writer.key("audienceTags")
            writer.texts(source.profile.audienceTags)
            writer.member("defaultCountry", source.profile.defaultCountry)
            writer.member("locale", source.profile.locale)
            writer.member("timezone", source.profile.timeZone)
            writer.member("priority", source.profile.priority)
            writer.member("sequence", source.sequence)
            writer.member("createdAt", plain: source.createdAt.iso8601Bytes)
            writer.member("updatedAt", plain: source.updatedAt.iso8601Bytes)
            writer.member("integration", String?.none)
            if isWhole {
                writer.member("description", source.profile.details)
                writer.member("sequenceDate", plain: source.createdAt.iso8601Bytes)
                writer.member("uniqueDsfield", "_user_id")
                writer.member("deleted", !source.isLive)
            }
            writer.activity(report.statistics)
            others(&writer)
        }
    }

    /// Writes a data source with its statistics.
    public mutating func dataSourceStatistics(_ report: DataSourceReport) {
        object { writer in
            writer.key("contacts")
            writer.object { writer in
                writer.member("total", report.contactsCount)
                writer.member("errored", report.quarantinedCount)
            }
            writer.key("datasource")
            writer.dataSource(report, isWhole: false)
        }
    }

    private mutating func activity(_ figures: StreamStatistics) {
        member("lastContactReceivedAt", plain: figures.lastContactReceivedAt?.iso8601Bytes)
        member("lastContactCreatedAt", plain: figures.lastContactCreatedAt?.iso8601Bytes)
        member("lastContactIntegratedAt", plain: figures.lastContactAppliedAt?.iso8601Bytes)
        member("lastContactSyncAt", String?.none)
        member("lastContactEventSyncAt", String?.none)
        member("lastContactExtraSyncAt", String?.none)
        member("lastContactGarbageCollectorSyncAt", String?.none)
        member("lastEventReceivedAt", plain: figures.lastEventReceivedAt?.iso8601Bytes)
        member("lastEventCreatedAt", plain: figures.lastEventCreatedAt?.iso8601Bytes)
        member("lastImport", String?.none)
        member("lastEventImport", String?.none)
        member("lastExtraImport", String?.none)
        member("lastGarbageCollectorImport", String?.none)
        let integrated =
            figures.contactsCreated + figures.contactsUpdated + figures.contactsMerged
        used("receivedContacts", figures.contactsReceived)
        used("receivedEvents", figures.eventsReceived)
        used("receivedIntegrations", integrated)
        used("receivedIntegrationsCreations", figures.contactsCreated)
        used("receivedIntegrationsUpdates", figures.contactsUpdated)
        used("receivedIntegrationsMerges", figures.contactsMerged)
    }

    /// Writes a counter; zero is `null`.
    private mutating func used(_ name: StaticString, _ count: Int) {
        member(name, count == 0 ? nil : count)
    }

    /// Writes an array of strings.
    public mutating func texts(_ texts: [String]) {
        array { writer in for text in texts { writer.string(text) } }
    }
}
