public import AccountsModel
public import Essentials
public import MessagingModel
import PhoneNumbers

/// Accepts lookups, and answers them one after the other in the background.
///
/// A lookup is charged and durable when ``start(_:for:prices:)`` returns; unanswered ones are
/// resumed at the next start.
public final class LookupService: Sendable {
    private let store: any LookupStore
    private let provider: any LookupProvider
    private let clock: any Clock
    private let ids: IDSource
    private let failed: @Sendable (ServiceError) -> Void
    private let work: AsyncStream<NumberLookup>
    private let queue: AsyncStream<NumberLookup>.Continuation

    /// The most lookups in memory; others wait in the store.
    private static let capacity = 1000

    /// Creates the service.
    ///
    /// - Parameters:
    ///   - store: the lookups.
    ///   - provider: answers them.
    ///   - clock: the time.
    ///   - ids: the source of identifiers.
    ///   - failed: called when the store or the provider failed; the lookup is tried again.
    public init(
        store: any LookupStore,
        provider: any LookupProvider,
        clock: any Clock,
        ids: IDSource,
        failed: @escaping @Sendable (ServiceError) -> Void
    ) {
        self.store = store
        self.provider = provider
        self.clock = clock
        self.ids = ids
        self.failed = failed
        (work, queue) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(Self.capacity))
    }

    /// Charges and stores a lookup.
    public func start(
        _ recipient: String,
        for token: Token,
        prices: PriceProfile
    ) async throws(ServiceError) -> NumberLookup {
        let number: E164Number
        do {
            number = try E164Number.recipient(recipient)
        } catch {
            throw .invalid([FieldError("to", "Invalid phone number")])
        }
        guard let country = number.country, let price = prices.price(of: .lookup, in: country)
        else { throw .invalid([FieldError("to", "This destination is not served")]) }
        let lookup = try await store.accept(
            NumberLookup(
                key: MessageKey(project: token.project, id: ids.next()),
                organization: token.organization,
                token: token.id,
                recipient: recipient,
                destination: number.digits,
                country: country,
                price: token.isTest ? .zero : price,
                status: .enqueued,
                createdAt: clock.now
            )
        )
        queue.yield(lookup)
        return lookup
    }

    /// Answers lookups until the task is cancelled.
    public func run() async {
        for await lookup in work { await answer(lookup) }
    }

    /// Resumes lookups that wait in the store; call it at start and regularly.
    public func resume(olderThan age: Duration = .zero) async {
        do {
            let limit = clock.now - age
            for lookup in try await store.waiting(after: nil, limit: Self.capacity)
            where lookup.createdAt <= limit {
                queue.yield(lookup)
            }
        } catch {
            failed(error)
        }
    }

    /// Ends ``run()`` once the lookups in memory are answered.
    public func stop() { queue.finish() }

    /// One lookup in any of the projects.
    public func lookup(
        _ id: ObjectID,
        in projects: [ProjectID]
    ) async throws(ServiceError) -> NumberLookup {
        guard let lookup = try await store.lookup(id, in: projects) else {
            throw .notFound("lookup \(id)")
        }
        return lookup
    }

    /// Lookups of the projects, newest first.
    public func lookups(
        in projects: [ProjectID],
        offset: Int,
        limit: Int
    ) async throws(ServiceError) -> [NumberLookup] {
        try await store.lookups(in: projects, offset: offset, limit: limit)
    }

    private func answer(_ lookup: NumberLookup) async {
        var lookup = lookup
        do {
            lookup.answer = try await provider.answer(
                destination: lookup.destination,
                country: lookup.country
            )
            lookup.status = lookup.answer == nil ? .failed : .completed
            lookup.statusCode = lookup.answer == nil ? StatusCode.unknownSubscriber.rawValue : nil
            lookup.completedAt = clock.now
            try await store.complete(lookup)
        } catch {
            failed(error)
        }
    }
}
