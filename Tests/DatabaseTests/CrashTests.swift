import Database
import Essentials
import Glibc
import TestSupport
import Testing

@Suite struct CrashTests {
    @Test(.timeLimit(.minutes(1)), arguments: TestStore.allCases)
    func `what was answered is there after kill -9`(store: TestStore) async throws {
        try await store.withLocation { location in
            let answers = try TemporaryFolder()
            let file = answers.file("answers")
            let place =
                switch location {
                case .sqlite(let path): path
                case .postgres(let url): url
                }
            let isFile = store == .sqlite
            await #expect(processExitsWith: .signal(SIGKILL)) {
                [isFile = isFile as Bool, place = place as String, file = file as String] in
                let location: DatabaseLocation =
                    isFile ? .sqlite(path: place) : .postgres(url: place)
                try await CrashTests.writeUntilKilled(location, file)
            }
            let answered = Int64(try #require(CrashTests.size(of: file)))
            #expect(answered >= 1000)
            let database = try Database(location)
            try await database.migrate(Fixture.schema)
            let count = try await database.count("note")
            #expect(count >= answered)
            // Each transaction writes two notes: half of one must never be seen.
            #expect(count.isMultiple(of: 2))
            try await database.insertNote("and on")
            await database.close()
        }
    }

    /// Writes pairs of notes and, for each answer, two octets to the file; dies in the middle.
    private static func writeUntilKilled(
        _ location: DatabaseLocation,
        _ file: String
    ) async throws {
        let database = try Database(location)
        try await database.migrate(Fixture.schema)
        let answers = open(file, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    while true {
                        _ = try? await database.write { transaction in
                            try transaction.executeMany(
                                "INSERT INTO note (body) VALUES ($1)",
                                [["one"], ["two"]]
                            )
                        }
                        _ = Glibc.write(answers, "ok", 2)
                        if let size = size(of: file), size >= 1000 { kill(getpid(), SIGKILL) }
                    }
                }
            }
        }
    }

    private static func size(of file: String) -> Int? {
        var status = stat()
        return stat(file, &status) == 0 ? Int(status.st_size) : nil
    }
}
