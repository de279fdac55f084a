import Database
import Essentials
import Glibc
import TestSupport
import Testing

/// Measures both stores, when asked: `HELIOGRAPH_BENCHMARKS=1 swift test -c release …`.
@Suite(.serialized, .enabled(if: getenv("HELIOGRAPH_BENCHMARKS") != nil, "takes a while"))
struct DatabaseBenchmarks {
    private static let columns =
        [
            "project_id", "id", "account_id", "token_id", "sender", "recipient", "body", "status",
            "encoding", "segments", "price", "currency", "carrier_id", "route_id", "reference",
            "callback", "created_at", "updated_at", "expires_at", "attempts",
        ]

    private static let schema = [
        Migration(
            name: "0001-messages",
            statements: [
                """
                CREATE TABLE message (
                    project_id BIGINT NOT NULL, id {blob} NOT NULL, account_id BIGINT NOT NULL,
                    token_id BIGINT NOT NULL, sender {text} NOT NULL, recipient {text} NOT NULL,
                    body {text} NOT NULL, status SMALLINT NOT NULL, encoding SMALLINT NOT NULL,
                    segments SMALLINT NOT NULL, price BIGINT NOT NULL, currency {text} NOT NULL,
                    carrier_id BIGINT, route_id BIGINT, reference {text}, callback {text},
                    created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL, expires_at BIGINT,
                    attempts SMALLINT NOT NULL, PRIMARY KEY (project_id, id)
                ) {without_rowid}
                """
            ]
        )
    ]

    private static func row(_ id: ObjectID) -> [SQLValue] {
        [
            7, SQLValue(id), 3, 12, "Heliograph", "34600000001",
            "Your code is 123456. It is valid for ten minutes.", 1, 0, 1, 450, "EUR", 2, 5, nil,
            "https://example.com/dlr", .integer(1_780_000_000_000_000),
            .integer(1_780_000_000_000_000), nil, 0,
        ]
    }

    @Test func `memory while a file of a million rows is written and read`() async throws {
        let folder = try TemporaryFolder()
        let database = try Database(.sqlite(path: folder.file("bench.db")))
        try await database.migrate(Self.schema)
        let ids = IDSource(clock: SystemClock())
        try await Self.measure("sqlite rows made and inserted", count: 1_000_000) {
            for _ in 0..<1000 {
                try await Self.insert((0..<1000).map { _ in Self.row(ids.next()) }, database)
            }
        }
        try await database.read { reader in
            var rows = 0
            try reader.forEachRow("SELECT * FROM message", []) { _ in rows += 1 }
            try #require(rows == 1_000_000)
        }
        Self.printPeakMemory("sqlite with a million rows")
        await database.close()
    }

    @Test(arguments: TestStore.allCases)
    func `commits and rows a second`(store: TestStore) async throws {
        let folder = try TemporaryFolder()
        let location: DatabaseLocation =
            switch store {
            case .sqlite: .sqlite(path: folder.file("bench.db"))
            case .postgres: try PrivatePostgres(waitsForDisk: true).freshDatabase()
            }
        let database = try Database(location)
        try await database.migrate(Self.schema)
        let ids = IDSource(clock: SystemClock())
        let server = try await Self.server(of: store, database)
        defer { print("\(store) server \(Self.cpuOfProcess(server)) s of CPU") }
        try await Self.measure("\(store) commits alone", count: 2000) {
            for _ in 0..<2000 { try await Self.insert([Self.row(ids.next())], database) }
        }
        for size in [100, 1000] {
            let batches = 200_000 / size
            var made: [[SQLValue]] = []
            try await Self.measure("\(store) rows made", count: 200_000) {
                for _ in 0..<200_000 { made.append(Self.row(ids.next())) }
            }
            try await Self.measure("\(store) rows inserted, \(size) a commit", count: 200_000) {
                for batch in 0..<batches {
                    let rows = Array(made[batch * size..<(batch + 1) * size])
                    try await Self.insert(rows, database)
                }
            }
            print("\(store) server \(Self.cpuOfProcess(server)) s of CPU")
            try await Self.measure("\(store) rows updated, \(size) a commit", count: 200_000) {
                for batch in 0..<batches {
                    let keys = made[batch * size..<(batch + 1) * size]
                        .map { [2, .integer(1_780_000_000_000_001), $0[0], $0[1]] }
                    try await Self.update(keys, database)
                }
            }
        }
        try await Self.measureTogether(store, database, ids)
        let statistics = database.statistics
        print("\(store) mean commit \(statistics.commitTime / Int(statistics.commits))")
        print("\(store) longest commit \(statistics.longestCommit)")
        Self.printPeakMemory("\(store)")
        await database.close()
    }

    private static func printPeakMemory(_ name: String) {
        var usage = rusage()
        getrusage(Int32(RUSAGE_SELF.rawValue), &usage)
        print("\(name): peak memory \(usage.ru_maxrss / 1024) MB")
    }

    private static func measureTogether(
        _ store: TestStore,
        _ database: Database,
        _ ids: IDSource
    ) async throws {
        let batcher = Batcher<[SQLValue], Void>(
            database,
            lane: .interactive,
            capacity: 100_000,
            mostPerTransaction: 5000
        ) { transaction, rows in
            try transaction.insertMany(into: "message", columns: columns, rows: rows)
            return Array(repeating: (), count: rows.count)
        }
        try await measure("\(store) single submissions of 500 tasks", count: 100_000) {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<500 {
                    group.addTask {
                        for _ in 0..<200 { try await batcher.submit(row(ids.next())) }
                    }
                }
                try await group.waitForAll()
            }
        }
        try await measure("\(store) reads by key", count: 20_000) {
            for _ in 0..<20_000 {
                _ = try await database.read { reader in
                    try reader.query("SELECT status FROM message WHERE project_id = $1", [8]).count
                }
            }
        }
    }

    private static func insert(_ rows: [[SQLValue]], _ database: Database) async throws {
        try await database.write { transaction in
            try transaction.insertMany(into: "message", columns: columns, rows: rows)
        }
    }

    private static func update(_ rows: [[SQLValue]], _ database: Database) async throws {
        let sql = """
            UPDATE message SET status = $1, updated_at = $2 WHERE project_id = $3 AND id = $4
            """
        let affected = try await database.write { try $0.executeMany(sql, rows) }
        try #require(affected.allSatisfy { $0 == 1 })
    }

    private static func measure(
        _ name: String,
        count: Int,
        _ body: () async throws -> Void
    ) async throws {
        let cpu = cpuNanoseconds()
        let start = monotonicNanoseconds()
        try await body()
        let seconds = Double(monotonicNanoseconds() - start) / 1e9
        let microseconds = Double(cpuNanoseconds() - cpu) / 1000 / Double(count)
        let rate = Int(Double(count) / seconds)
        print("\(name): \(rate)/s, \((microseconds * 100).rounded() / 100) µs CPU each")
    }

    private static func server(of store: TestStore, _ database: Database) async throws -> Int64 {
        guard store == .postgres else { return 0 }
        return try await database.write { transaction in
            try transaction.query("SELECT pg_backend_pid()")[0].integer(0)
        }
    }

    /// Seconds of CPU that the process behind the writer's connection has used.
    private static func cpuOfProcess(_ id: Int64) -> Double {
        guard let file = fopen("/proc/\(id)/stat", "r") else { return 0 }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 1024)
        guard fgets(&line, 1024, file) != nil else { return 0 }
        let fields = line.prefix { $0 != 0 }.split(separator: 32).map { field in
            String(decoding: field.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
        guard fields.count > 16, let close = fields.firstIndex(where: { $0.hasSuffix(")") })
        else { return 0 }
        let ticks = (Int(fields[close + 12]) ?? 0) + (Int(fields[close + 13]) ?? 0)
        return Double(ticks) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    private static func cpuNanoseconds() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
