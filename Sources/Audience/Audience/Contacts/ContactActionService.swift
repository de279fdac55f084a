public import AccountsModel
public import AudienceModel
public import Essentials
import Identity

/// Actions of the platform on one contact: subscriptions, deletion, erasure.
public final class ContactActionService: Sendable {
    private let context: AudienceContext
    private let log: IngestLog

    init(_ context: AudienceContext, _ log: IngestLog) {
        self.context = context
        self.log = log
    }

    /// The most characters of a reason, and of each text of an origin.
    private static let longestText = 255

    /// Performs an action on a contact.
    public func perform(
        _ action: ContactAction,
        in project: ProjectID,
        _ options: IngestOptions = []
    ) async throws(ServiceError) -> IngestReport {
        let audience = try await log.loadedAudience(of: project)
        guard audience.snapshot(of: action.audienceID) != nil else {
            throw .notFound("contact \(action.audienceID)")
        }
        let texts = [("reason", action.reason ?? "")] + action.origin.sorted { $0.key < $1.key }
        for (field, text) in texts {
            let isPlain = text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
            guard text.count <= Self.longestText, isPlain else {
                throw .invalid([
                    FieldError(field, Phrase.mustBe("a string of at most 255 plain characters"))
                ])
            }
        }
        let report = IngestReport(
            items: [IngestReport.Item(userID: action.audienceID)],
            isDryRun: options.contains(.dryRun)
        )
        guard !options.contains(.dryRun) else { return report }
        let call = IngestCall(source: nil, items: [.action(action)])
        try await log.append(call, to: audience, options)
        return report
    }

    /// Removes everything known of a person, and returns a receipt.
    ///
    /// Throws ``ServiceError/internalFault(_:)`` if a trace is found afterwards. Earlier versions
    /// of the person's data are also removed from the store's files.
    public func erase(
        _ audienceID: String,
        in project: ProjectID,
        by actor: String
    ) async throws(ServiceError) -> ErasureReceipt {
        let audience = try await log.loadedAudience(of: project)
        guard let snapshot = audience.snapshot(of: audienceID) else {
            throw .notFound("contact \(audienceID)")
        }
        let texts = try identifiers(of: snapshot, audience)
        let entry = erasureEntry(audienceID, in: project, by: actor)
        try await context.store.leave(
            IngestIntake(entry: entry),
            audit: context.audit("audience.erase", of: audienceID, by: actor)
        )
        try await log.readNewEntries()
        let receipt = try await receipt(of: entry)
        let numbers = snapshot.members.map { Int64($0.number) }
        var traces = try await context.store.traces(
            of: numbers,
            texts: texts,
            before: entry.id,
            in: project
        )
        // Beside a server, the server's memory counts, which changes before the store.
        if log.isApplying(project),
            audience.memory.withReadLock({ memory in
                snapshot.members.contains { memory.contacts.contains($0.number) }
            })
        {
            traces.append("memory still has a contact of the person")
        }
        guard traces.isEmpty else {
            throw .internalFault("traces are left: \(traces.joined(separator: "; "))")
        }
        do throws(ServiceError) {
            try await context.store.purge()
        } catch {
            throw .overloaded(
                "the person is erased, but earlier versions are still in the store's log; erase"
                    + " somebody else later, or restart the server: \(error)"
            )
        }
        return receipt
    }

    /// The person's user ids, e-mail addresses and phone numbers.
    private func identifiers(
        of snapshot: ContactSnapshot,
        _ audience: ProjectAudience
    ) throws(ServiceError) -> [String] {
        do throws(UnreadableContact) {
            return try audience.memory.withReadLock { memory throws(UnreadableContact) in
                var texts: [String] = []
                for member in snapshot.members {
                    texts.append(member.key.userID)
                    texts += try memory.identifiers(of: member.number)
                }
                return texts
            }
        } catch {
            throw .internalFault(error.description)
        }
    }

    private func erasureEntry(
        _ audienceID: String,
        in project: ProjectID,
        by actor: String
    ) -> IngestEntry {
        IngestEntry(
            id: context.ids.next(),
            project: project,
            dataSource: nil,
            itemsCount: 1,
            acceptedAt: context.clock.now,
            payload: LogItem.encode([.erasure(audienceID: audienceID, actor: actor)])
        )
    }

    /// Waits until the entry is applied, here or by the server that applies the log.
    private func receipt(of entry: IngestEntry) async throws(ServiceError) -> ErasureReceipt {
        var receipt: ErasureReceipt?
        _ = try await context.poll(every: .milliseconds(5)) { () async throws(ServiceError) in
            receipt = try await context.store.erasureReceipt(entry.id, in: entry.project)
            return receipt != nil
        }
        guard let receipt else { throw .overloaded("the erasure is accepted, but not done yet") }
        return receipt
    }
}
