import TestSupport

/// All that can be read of the audience from outside, at one moment.
struct IngestCrashState {
    /// A contact of a data source.
    struct Contact {
        let values: JSON
        let audienceID: String

        var version: Int? { values.version.value.map { Int($0) } }
    }

    /// The contacts of data sources that are there.
    var contacts: [IngestCrashName: Contact] = [:]
    /// The people, by id.
    var people: [String: JSON] = [:]
    /// The events, by id.
    var events: [String: JSON] = [:]
    /// Rows of events that were shown, also those shown twice.
    var eventRows = 0
    /// Figures of events.
    var figures = JSON.missing

    /// Reads contacts of these names, and all people and events.
    init(of world: IngestCrashWorld, names: [IngestCrashName]) async throws {
        let tenant = world.tenant
        for name in names {
            let answer = try await tenant.server.get(
                "\(world.sources[name.source].stream)/contacts/\(name.userID)",
                token: tenant.product
            )
            guard answer.status != 404 else { continue }
            let contact = answer.json.contact
            guard let id = contact.audienceId.string else { throw TestSupportError(answer.text) }
            contacts[name] = Contact(values: contact.contactData, audienceID: id)
        }
        for person in try await tenant.scroll("/audience/scroll") {
            people[person.id.string ?? ""] = person
        }
        for event in try await tenant.scroll("/event/scroll") {
            events[event.id.string ?? ""] = event
            eventRows += 1
        }
        let amounts = #"{"type":"sum","key":"parameters.amount"}"#
        let body = #"{"aggregations":{"all":{"type":"count"},"sum":\#(amounts)}}"#
        figures = try await tenant.ask("/event/aggregations", body).json.entities
    }

    /// The event ids of each contact, as they are stored.
    func events(_ sources: [IngestCrashWorld.Source]) -> [IngestCrashName: [String]] {
        var found: [IngestCrashName: [String]] = [:]
        for event in events.values {
            let source = sources.firstIndex { $0.id == event.datasourceId.string } ?? -1
            let name = IngestCrashName(
                source: source,
                userID: event.datasourceContactId.string ?? ""
            )
            found[name, default: []].append(event.eventId.string ?? "")
        }
        return found
    }
}

extension AudienceTenant {
    /// All rows of a scroll.
    fileprivate func scroll(_ path: String) async throws -> [JSON] {
        var rows: [JSON] = []
        var cursor: String?
        repeat {
            let place = cursor.map { #","cursor":"\#($0)""# } ?? ""
            let page = try await ask(path, #"{"limit":100\#(place)}"#)
            guard page.status == 200 else { throw TestSupportError(page.text) }
            rows += page.json.entities.elements
            cursor = page.json.metadata.cursor.string
        } while cursor != nil
        return rows
    }
}
