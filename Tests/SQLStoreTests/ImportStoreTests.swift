import AccountsModel
import Attributes
import AudienceModel
import Essentials
import SQLStore
import TestSupport
import Testing

@Suite struct ImportStoreTests {
    /// Lends a store with an import of which nothing came.
    private func withImport(
        _ kind: TestStore,
        size: Int? = nil,
        _ body: (StoreFixture, SQLAudienceStore, ImportJob) async throws -> Void
    ) async throws {
        try await StoreFixture.with(kind) { fixture in
            let store = SQLAudienceStore(fixture.store)
            let source = try await fixture.source(in: try await fixture.project(.standard))
            let job = Self.job(fixture, source, size: size)
            try await store.create(job, audit: fixture.audit())
            try await body(fixture, store, job)
        }
    }

    private static func job(
        _ fixture: StoreFixture,
        _ source: DataSource,
        size: Int? = nil
    ) -> ImportJob {
        ImportJob(
            id: fixture.ids.next(),
            project: source.project,
            dataSource: source.id,
            plan: ImportPlan(
                .events,
                .csv,
                mapping: [
                    .init(column: "Ä \"1\"", field: "_user_id"), .init(column: "*", field: ""),
                ],
                delimiter: "\t",
                isDryRun: true,
                size: size,
                fingerprint: "f"
            ),
            actor: "test",
            createdAt: Timestamp(seconds: 1)
        )
    }

    @Test(arguments: TestStore.allCases)
    func `an import is read as it was written`(kind: TestStore) async throws {
        try await withImport(kind) { _, store, job in
            let found = try await store.importJob(job.id, of: job.dataSource, in: job.project)
            #expect(found == job)
            #expect(try await store.importJob(job.id, of: job.id, in: job.project) == nil)
            #expect(try await store.unfinishedImports() == [job])
        }
    }

    @Test(arguments: TestStore.allCases)
    func `content is one, however it came, and goes when it was read`(
        kind: TestStore
    ) async throws {
        try await withImport(kind) { fixture, store, job in
            var latest = job
            let content = (0..<100).map { UInt8($0) }
            for end in [0, 1, 40, 100] {
                latest = try await store.append(
                    Array(content[latest.bytesReceived..<end]),
                    at: latest.bytesReceived,
                    isLast: end == 100,
                    to: job,
                    now: Timestamp(seconds: 2)
                )
                #expect(latest.bytesReceived == end)
            }
            #expect(latest.state == .running)
            for offset in [0, 1, 39, 40, 99, 100] {
                let found = try await store.content(of: job, from: offset, limit: 1000)
                #expect(found.content == Array(content[offset...]))
                #expect(found.job == latest)
            }
            var step = ImportCheckpoint(latest, at: Timestamp(seconds: 3))
            step.progress.bytesRead = 41
            step.progress.row = 3
            step.header = ImportHeader(delimiter: ";", columns: ["a", "\"b\""])
            try await store.take(IngestIntake(entry: nil, checkpoint: step))
            let kept = try await store.content(of: job, from: 0, limit: 1000)
            #expect(kept.content.isEmpty, "whole pieces before the place are gone")
            #expect(kept.job?.header == step.header)
            #expect(kept.job?.progress == step.progress)
            let rest = try await store.content(of: job, from: 41, limit: 1000)
            #expect(rest.content == Array(content[41...]))
            _ = fixture
        }
    }

    @Test(arguments: TestStore.allCases)
    func `content that begins elsewhere changes nothing`(kind: TestStore) async throws {
        try await withImport(kind, size: 5) { _, store, job in
            let now = Timestamp(seconds: 2)
            let first = try await store.append([1, 2], at: 0, isLast: false, to: job, now: now)
            for offset in [0, 1, 3] {
                let same = try await store.append(
                    [9],
                    at: offset,
                    isLast: false,
                    to: job,
                    now: now
                )
                #expect(same == first)
            }
            await #expect(throws: ServiceError.self) {
                _ = try await store.append([3], at: 2, isLast: true, to: job, now: now)
            }
            await #expect(throws: ServiceError.self) {
                _ = try await store.append([3, 4, 5, 6], at: 2, isLast: true, to: job, now: now)
            }
            let last = try await store.append([3, 4, 5], at: 2, isLast: true, to: job, now: now)
            #expect(last.state == .running)
            let late = try await store.append([6], at: 5, isLast: true, to: job, now: now)
            #expect(late == last)
        }
    }

    @Test(arguments: TestStore.allCases)
    func `a step counts once, and takes what came with it along`(kind: TestStore) async throws {
        try await withImport(kind) { fixture, store, job in
            let project = try #require(try await fixture.store.accounts.projects(of: nil).first)
            let source = try #require(try await store.dataSources(of: project.id).first)
            var step = ImportCheckpoint(job, at: Timestamp(seconds: 3))
            step.progress.row = 2
            step.progress.problems = 1
            step.problems = [
                ImportProblem(number: 1, row: 2, column: "a", code: "b", message: "c", excerpt: "d")
            ]
            let entry = fixture.entry(project, source)
            try await store.take(IngestIntake(entry: entry, checkpoint: step))
            // The answer to the commit was lost, or another process did it: it counts once.
            let other = fixture.entry(project, source)
            await #expect(throws: ServiceError.self) {
                try await store.take(IngestIntake(entry: other, checkpoint: step))
            }
            #expect(try await store.ingestLog(after: nil, limit: 10) == [entry])
            #expect(
                try await store.problems(of: job.id, in: job.project, after: 0, limit: 10)
                    == step.problems
            )
            var end = step
            end = ImportCheckpoint(
                try #require(
                    try await store.importJob(job.id, of: job.dataSource, in: job.project)
                ),
                at: Timestamp(seconds: 4)
            )
            end.end = .failed("why")
            try await store.take(IngestIntake(entry: nil, checkpoint: end))
            let ended = try await store.importJob(job.id, of: job.dataSource, in: job.project)
            #expect(ended?.state == .failed)
            #expect(ended?.failure == "why")
            #expect(ended?.endedAt == Timestamp(seconds: 4))
            #expect(try await store.unfinishedImports().isEmpty)
            #expect(try await store.cancel(try #require(ended), audit: fixture.audit()) == false)
        }
    }

    @Test(arguments: TestStore.allCases)
    func `a data source's unfinished imports keep none of another from starting`(
        kind: TestStore
    ) async throws {
        try await withImport(kind) { fixture, store, job in
            let project = try #require(try await fixture.store.accounts.projects(of: nil).first)
            let first = try #require(try await store.dataSources(of: project.id).first)
            for _ in 1..<ImportLimits.unfinishedOfDataSource {
                try await store.create(Self.job(fixture, first), audit: fixture.audit())
            }
            await #expect(throws: ServiceError.self) {
                try await store.create(Self.job(fixture, first), audit: fixture.audit())
            }
            let most = ImportLimits.unfinished / ImportLimits.unfinishedOfDataSource
            for _ in 1..<most {
                let other = try await fixture.source(in: project)
                for _ in 0..<ImportLimits.unfinishedOfDataSource {
                    try await store.create(Self.job(fixture, other), audit: fixture.audit())
                }
            }
            let last = try await fixture.source(in: project)
            await #expect(throws: ServiceError.self) {
                try await store.create(Self.job(fixture, last), audit: fixture.audit())
            }
        }
    }

    @Test(arguments: TestStore.allCases)
    func `few imports are under way, and few that ended are remembered`(
        kind: TestStore
    ) async throws {
        try await withImport(kind) { fixture, store, job in
            let project = try #require(try await fixture.store.accounts.projects(of: nil).first)
            let source = try #require(try await store.dataSources(of: project.id).first)
            for _ in 1..<ImportLimits.unfinishedOfDataSource {
                try await store.create(Self.job(fixture, source), audit: fixture.audit())
            }
            await #expect(throws: ServiceError.self) {
                try await store.create(Self.job(fixture, source), audit: fixture.audit())
            }
            for _ in 0..<ImportLimits.remembered + 5 {
                let oldest = try #require(try await store.unfinishedImports().first)
                #expect(try await store.cancel(oldest, audit: fixture.audit()))
                try await store.create(Self.job(fixture, source), audit: fixture.audit())
            }
            let all = try await store.importJobs(of: source.id, in: project.id)
            #expect(all.count == ImportLimits.remembered - 1 + ImportLimits.unfinishedOfDataSource)
            #expect(!all.contains { $0.id == job.id })
            #expect(all == all.sorted { $0.id > $1.id })
        }
    }
}
