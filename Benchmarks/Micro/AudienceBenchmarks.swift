import AccountsModel
import Attributes
import Audience
import AudienceModel
import Database
import Essentials
import Filters
import Glibc
import HTTPAPI
import Identity
import JSONCoding
import SQLStore
import TestSupport

/// Ingest into SQLite, durably and applied, and reading what came of it; without HTTP.
///
/// `HELIOGRAPH_AUDIENCE_CONTACTS` says how many contacts are loaded, with ten events each.
enum AudienceBenchmarks {
    static func run(_ benchmarks: Benchmarks) async throws {
        let names = [
            "audience.contacts", "audience.events", "audience.get", "audience.load",
            "audience.export",
        ]
        guard names.contains(where: { benchmarks.filter.isEmpty || $0.contains(benchmarks.filter) })
        else { return }
        try await TestStore.sqlite.withLocation { location in
            let crowd = try await Crowd(location)
            try await crowd.ingest(benchmarks)
            try await crowd.export(benchmarks)
            try await crowd.close()
        }
        guard let text = getenv("HELIOGRAPH_AUDIENCE_CONTACTS"),
            let count = Int(String(cString: text))
        else { return }
        try await TestStore.sqlite.withLocation { location in
            let crowd = try await Crowd(location)
            try await crowd.fill(contacts: count)
            try await crowd.close()
            let again = try await Crowd(location)
            try await again.load()
            try await again.exportMemory()
            try await again.close()
        }
    }
}

/// A project with two data sources, e-mail and phone as merge attributes.
private final class Crowd {
    private let database: Database
    private let service: AudienceServices
    private let project: Project
    private let sources: [DataSource]
    private let observer = LoadObserver()
    private var contacts = 0
    private var events = 0

    init(_ location: DatabaseLocation) async throws {
        let clock = SystemClock()
        let ids = IDSource(clock: clock)
        database = try Database(location)
        let store = SQLStore(database, clock: clock, ids: ids)
        try await store.migrate()
        var configuration = AudienceConfiguration()
        configuration.backlogItems = 1_000_000
        configuration.backlogBytes = 1 << 30
        service = AudienceServices(
            store: SQLAudienceStore(store),
            accounts: store.accounts,
            salt: Array(1...32),
            clock: clock,
            ids: ids,
            configuration: configuration,
            observer: observer
        )
        project = try await Crowd.project(store, ids)
        try await service.start()
        var sources = try await service.sources.list(of: project.id).map(\.source)
        if sources.isEmpty {
            for name in ["CRM", "Shop"] {
                sources.append(
                    try await service.sources.create(
                        DataSourceProfile(name: name, defaultCountry: "ES"),
                        in: project,
                        by: "bench"
                    )
                )
            }
            try await service.rules.replace(
                #"{"mergeAttributes":["_email","_phone_mobile"]}"#,
                of: project,
                by: "bench"
            )
        }
        self.sources = sources
    }

    private static func project(_ store: SQLStore, _ ids: IDSource) async throws -> Project {
        if let known = try await store.accounts.projects(of: nil).first { return known }
        let now = SystemClock().now
        func audit() -> AuditEntry {
            AuditEntry(
                id: ids.next(),
                at: now,
                actor: "bench",
                action: "bench",
                subject: "",
                details: ""
            )
        }
        let organization = try await store.accounts.create(
            OrganizationDraft(
                uid: ids.next(),
                name: "Bench",
                plan: .l,
                currency: "EUR",
                credit: .zero,
                openingBalance: .zero,
                requestsPerMinute: nil,
                createdAt: now
            ),
            audit: audit()
        )
        return try await store.accounts.create(
            ProjectDraft(
                uid: ids.next(),
                organization: organization.id,
                name: "Bench",
                kind: .standard,
                createdAt: now
            ),
            audit: audit()
        )
    }

    func close() async throws {
        await service.stop()
        await database.close()
    }

    /// Calls of 100 items, ten at a time, and then a wait until all are applied.
    func ingest(_ benchmarks: Benchmarks) async throws {
        try await benchmarks.measure("audience.contacts", operations: 2000) {
            for call in 0..<20 {
                try await send(.contacts, (0..<100).map { _ in contact() }, last: call == 19)
            }
        }
        try await benchmarks.measure("audience.events", operations: 2000) {
            for call in 0..<20 {
                try await send(.events, (0..<100).map { _ in event() }, last: call == 19)
            }
        }
        var number = 0
        try await benchmarks.measure("audience.get", operations: 100) {
            for _ in 0..<100 {
                number = (number + 7919) % max(contacts / 2, 1)
                _ = try await service.contacts.find(
                    email: "person.\(number / 2)@example.com",
                    in: project.id
                )
            }
        }
    }

    /// All contacts and events as text, as they leave.
    func export(_ benchmarks: Benchmarks) async throws {
        let people = try await service.search.countContacts(.everyone, in: project)
        let view = ContactView(
            try await service.catalogue.attributes(of: project.id).map(\.definition),
            .owner
        )
        for format in RowFormat.allCases {
            let shape = ExportShape(format: format)
            try await benchmarks.measure("audience.export.\(format)", operations: people) {
                let found = try await service.exports.contacts(.everyone, in: project, by: "bench")
                var export = AudienceExport(found, view, shape)
                while try await export.next() != nil {}
            }
        }
        try await benchmarks.measure("audience.export.events", operations: events) {
            let found = try await service.exports.events(.everything, in: project, by: "bench")
            var export = AudienceExport(found, ExportShape())
            while try await export.next() != nil {}
        }
    }

    func fill(contacts count: Int) async throws {
        let start = monotonicNanoseconds()
        while contacts < count {
            try await send(
                .contacts,
                (0..<100).map { _ in contact(isNew: true) },
                last: contacts % 100_000 == 0
            )
        }
        let middle = monotonicNanoseconds()
        while events < count * 10 {
            try await send(
                .events,
                (0..<100).map { _ in event() },
                last: events % 100_000 == 0
            )
        }
        try await send(.events, [event()], last: true)
        print(
            "{\"name\":\"audience.fill\",\"contacts\":\(contacts),\"contactsSeconds\":"
                + "\((middle - start) / 1_000_000_000),\"events\":\(events),\"eventsSeconds\":"
                + "\((monotonicNanoseconds() - middle) / 1_000_000_000)}"
        )
    }

    func load() async throws {
        var before = rusage()
        getrusage(Int32(RUSAGE_SELF.rawValue), &before)
        _ = try await service.contacts.find(email: "person.1@example.com", in: project.id)
        var usage = rusage()
        getrusage(Int32(RUSAGE_SELF.rawValue), &usage)
        for figures in observer.loads.withLock({ $0 }) where figures.contacts > 0 {
            print(
                "{\"name\":\"audience.load\",\"contacts\":\(figures.contacts),\"people\":"
                    + "\(figures.people),\"events\":\(figures.events),\"seconds\":"
                    + "\(figures.time.inSeconds),\"cpuSeconds\":\(usage.cpu - before.cpu),"
                    + "\"peakBytes\":\(usage.ru_maxrss * 1024)}"
            )
        }
    }

    /// How much memory an export takes beside what is loaded.
    func exportMemory() async throws {
        let view = ContactView(
            try await service.catalogue.attributes(of: project.id).map(\.definition),
            .owner
        )
        let before = Crowd.residentBytes
        var most = before
        let found = try await service.exports.contacts(.everyone, in: project, by: "bench")
        var export = AudienceExport(found, view, ExportShape())
        while try await export.next() != nil { most = max(most, Crowd.residentBytes) }
        print(
            "{\"name\":\"audience.export.memory\",\"contacts\":\(export.rows),\"bytes\":"
                + "\(most - before)}"
        )
    }

    private static var residentBytes: Int {
        guard let file = fopen("/proc/self/statm", "re") else { return 0 }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 128)
        let count = fread(&bytes, 1, bytes.count, file)
        let words = String(decoding: bytes[..<count], as: UTF8.self).split(separator: " ")
        return words.count > 1 ? (Int(words[1]) ?? 0) * 4096 : 0
    }

    private func send(
        _ stream: RecordKind,
        _ items: [JSONValue],
        last: Bool
    ) async throws {
        let source = sources[stream == .contacts ? contacts / 100 % 2 : 0]
        let report = try await service.ingest.accept(stream, items, into: source, last ? .sync : [])
        if stream == .contacts, report.refusedCount > 0 {
            throw ServiceError.internalFault("\(report.items)")
        }
    }

    /// Half new, half updates; every other call goes to the other source, for the same people.
    private func contact(isNew: Bool = false) -> JSONValue {
        let number: Int
        if isNew || contacts % 2 == 0 || contacts < 1000 {
            number = contacts
        } else {
            number = contacts * 7919 % contacts
        }
        contacts += 1
        return .object([
            ("_user_id", .string("U-\(number)")),
            ("_email", .string("person.\(number / 2)@example.com")),
            ("_phone_mobile", .string("+346\(10_000_000 + number / 2)")),
            ("_first_name", .string("Name\(number % 2000)")),
            ("_last_name", .string("Surname\(number % 5000)")),
            ("_city", .string("City \(contacts % 3000)")),
            ("_is_subscribed_sms", .bool(true)), ("visits", .integer(Int64(contacts % 50))),
        ])
    }

    private func event() -> JSONValue {
        events += 1
        let number = events * 7919 % max(contacts, 1)
        return .object([
            ("_user_id", .string("U-\(number)")), ("_user_data", .object([])),
            ("_event_id", .string("event-\(events)")),
            ("_event_type", .string("page_view")),
            (
                "_event_parameters",
                .object([
                    ("url", .string("https://shop.example.com/\(events % 500)")),
                    ("seconds", .integer(Int64(events % 300))),
                ])
            ),
        ])
    }
}

private final class LoadObserver: AudienceObserver {
    let loads = Locked([LoadedFigures]())

    func applied(_ figures: AppliedFigures) {}
    func backlog(items: Int, bytes: Int) {}
    func loaded(_ project: ProjectID, _ figures: LoadedFigures) {
        loads.withLock { $0.append(figures) }
    }
    func failed(_ what: String, _ error: ServiceError) {}
}

extension rusage {
    /// Seconds of the processor, the system's among them.
    fileprivate var cpu: Double {
        Double(ru_utime.tv_sec + ru_stime.tv_sec)
            + Double(ru_utime.tv_usec + ru_stime.tv_usec) / 1e6
    }
}
