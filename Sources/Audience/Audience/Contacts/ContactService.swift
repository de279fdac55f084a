public import AccountsModel
import Attributes
public import AudienceModel
public import Essentials
import Identity

/// Single contacts of the unified audience: lookups, explanations and timelines.
public final class ContactService: Sendable {
    private let context: AudienceContext
    private let log: IngestLog

    init(_ context: AudienceContext, _ log: IngestLog) {
        self.context = context
        self.log = log
    }

    /// The most contacts that a lookup by value returns.
    private static let mostMatches = 10

    /// The contact with an id, which may date from before a merge.
    public func find(
        _ audienceID: String,
        in project: ProjectID
    ) async throws(ServiceError) -> AudienceContact {
        let audience = try await log.loadedAudience(of: project)
        guard let snapshot = audience.snapshot(of: audienceID) else {
            throw .notFound("contact \(audienceID)")
        }
        return snapshot.contact
    }

    /// The contacts that have the value in any of the project's unique attributes; at most 10.
    public func find(
        unique value: String,
        in project: ProjectID
    ) async throws(ServiceError) -> [AudienceContact] {
        let audience = try await log.loadedAudience(of: project)
        var found: [AudienceID: AudienceContact] = [:]
        var order: [AudienceID] = []
        for attribute in audience.rules.merge.attributes {
            for text in Self.forms(of: value, attribute.name, audience) {
                for snapshot in audience.snapshots(attribute.name, text, limit: Self.mostMatches)
                where found[snapshot.identity.id] == nil {
                    found[snapshot.identity.id] = snapshot.contact
                    order.append(snapshot.identity.id)
                }
            }
        }
        return order.prefix(Self.mostMatches).compactMap { found[$0] }
    }

    /// The contacts with this phone number; at most 10.
    public func find(
        phone: String,
        in project: ProjectID
    ) async throws(ServiceError) -> [AudienceContact] {
        try await contacts("_phone_mobile", phone, in: project)
    }

    /// The contacts with this e-mail address; at most 10.
    public func find(
        email: String,
        in project: ProjectID
    ) async throws(ServiceError) -> [AudienceContact] {
        try await contacts("_email", email, in: project)
    }

    private func contacts(
        _ attribute: String,
        _ value: String,
        in project: ProjectID
    ) async throws(ServiceError) -> [AudienceContact] {
        let audience = try await log.loadedAudience(of: project)
        for text in Self.forms(of: value, attribute, audience) {
            let found = audience.snapshots(attribute, text, limit: Self.mostMatches)
            if !found.isEmpty { return found.map(\.contact) }
        }
        return []
    }

    /// The forms in which a value may be stored, most likely first.
    private static func forms(
        of value: String,
        _ attribute: String,
        _ audience: ProjectAudience
    ) -> [String] {
        switch attribute {
        case "_email": return EmailAddress.normalized(value).map { [$0] } ?? []
        case "_phone_mobile":
            var forms: [String] = []
            func add(_ text: String?) {
                if let text, !forms.contains(text) { forms.append(text) }
            }
            add(PhoneText.e164(value, country: nil))
            for source in audience.sources.live {
                add(PhoneText.e164(value, country: source.profile.defaultCountry))
            }
            // What was stored when the plans were other ones stays findable.
            PhoneText.former(value).forEach(add)
            return forms
        default:
            let visible = VisibleText.stripped(value)
            return visible == value ? [value] : [value, visible]
        }
    }

    /// Why a contact has the values and members that it has.
    public func lineage(
        of audienceID: String,
        in project: ProjectID
    ) async throws(ServiceError) -> AudienceLineage {
        let audience = try await log.loadedAudience(of: project)
        guard let snapshot = audience.snapshot(of: audienceID) else {
            throw .notFound("contact \(audienceID)")
        }
        return audience.lineage(of: snapshot)
    }

    /// The most events of a page.
    private static let longestPage = 1000
    /// Up to this number, all events of a contact are read to find the latest.
    private static let fewEvents = 1000

    /// The events of a contact, newest first, of all its members, page by page.
    public func timeline(
        of audienceID: String,
        in project: Project,
        by token: ObjectID? = nil,
        after cursor: String? = nil,
        limit: Int = 100
    ) async throws(ServiceError) -> AudiencePage<AudienceEvent> {
        guard (1...Self.longestPage).contains(limit) else {
            throw .invalid([FieldError("limit", Phrase.mustBe(1...Self.longestPage))])
        }
        var end: TimelinePlace?
        if let cursor { end = try TimelinePlace(cursor: cursor) }
        let audience = try await log.loadedAudience(of: project.id)
        guard let id = AudienceID(audienceID) else { throw .notFound("contact \(audienceID)") }
        let found = audience.memory.withReadLock { memory -> (MergedIdentity, [Int64])? in
            guard let identity = memory.identity(id) else { return nil }
            let members = identity.members.map { UInt32(truncatingIfNeeded: $0) }
            return (identity, members.flatMap { memory.events.events(of: $0).map { Int64($0) } })
        }
        guard let (identity, numbers) = found else { throw .notFound("contact \(audienceID)") }
        // Numbers are in order of arrival, so among many events the index finds the latest.
        var wanted = numbers
        if numbers.count > Self.fewEvents {
            let place = end
            wanted = try await context.compute(for: project, by: token) { pace in
                .success(
                    audience.query(pace) {
                        $0.latestEvents(of: identity, before: place, limit: limit + 1)
                    }
                )
            }
        }
        let rows = try await context.store.events(wanted, of: project.id).filter { row in
            end.map { (row.at, row.number) < ($0.at, $0.number) } ?? true
        }
        let sorted = rows.sorted { ($1.at, $1.number) < ($0.at, $0.number) }
        let page = Array(sorted.prefix(limit))
        let next = sorted.count > limit ? page.last : nil
        return AudiencePage(
            rows: audience.events(page, owner: identity.id.description),
            totalHits: numbers.count,
            cursor: next.map { TimelinePlace(at: $0.at, number: $0.number).cursor }
        )
    }
}
