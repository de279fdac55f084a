public import AccountsModel
public import AudienceModel
public import Essentials
import Identity

extension AudienceService {
    /// The most characters of a reason, and of each word on where a wish came from.
    private static let longestText = 255

    /// Carries out an act of the platform on a person.
    public func act(
        _ action: ContactAction,
        in project: ProjectID,
        _ options: IngestOptions = []
    ) async throws(ServiceError) -> IngestReport {
        let audience = try await ready(project)
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
        try await accept([.action(action)], for: audience, nil, options)
        return report
    }

    /// Removes a person everywhere, and proves it.
    ///
    /// Throws ``ServiceError/internalFault(_:)`` when a trace is found afterwards.
    public func erase(
        _ audienceID: String,
        in project: ProjectID,
        by actor: String
    ) async throws(ServiceError) -> ErasureReceipt {
        let audience = try await ready(project)
        guard let snapshot = audience.snapshot(of: audienceID) else {
            throw .notFound("contact \(audienceID)")
        }
        let texts = audience.memory.withReadLock { memory in
            snapshot.members.flatMap { [$0.key.userID] + memory.identifiers(of: $0.number) }
        }
        let entry = erasureEntry(audienceID, in: project, by: actor)
        try await store.leave(
            IngestIntake(entry: entry),
            audit: audit("audience.erase", of: audienceID, by: actor)
        )
        try await readNewEntries()
        let receipt = try await receipt(of: entry)
        let numbers = snapshot.members.map { Int64($0.number) }
        var traces = try await store.traces(
            of: numbers,
            texts: texts,
            before: entry.id,
            in: project
        )
        // Beside a server the server's memory counts, which was changed before the store was.
        if isApplying,
            audience.memory.withReadLock({ memory in
                snapshot.members.contains { memory.contacts.contains($0.number) }
            })
        {
            traces.append("memory still has a contact of the person")
        }
        guard traces.isEmpty else {
            throw .internalFault("traces are left: \(traces.joined(separator: "; "))")
        }
        return receipt
    }

    private func erasureEntry(
        _ audienceID: String,
        in project: ProjectID,
        by actor: String
    ) -> IngestEntry {
        IngestEntry(
            id: ids.next(),
            project: project,
            dataSource: nil,
            itemsCount: 1,
            acceptedAt: clock.now,
            payload: LogItem.encode([.erasure(audienceID: audienceID, actor: actor)])
        )
    }

    /// Waits until the entry was applied, here or by the server that owns the store.
    private func receipt(of entry: IngestEntry) async throws(ServiceError) -> ErasureReceipt {
        let end = clock.now + configuration.syncPatience
        while clock.now < end {
            if let receipt = try await store.erasureReceipt(entry.id, in: entry.project) {
                return receipt
            }
            try? await Task.sleep(for: .milliseconds(5))
        }
        throw .overloaded("the erasure is accepted, but not done yet")
    }

    func audit(
        _ action: String,
        of subject: String,
        by actor: String,
        _ details: String = ""
    ) -> AuditEntry {
        AuditEntry(
            id: ids.next(),
            at: clock.now,
            actor: actor,
            action: action,
            subject: subject,
            details: details
        )
    }
}
