import Database
import Glibc
import TestSupport
import Testing

@Suite struct DiskFullTests {
    private static let canMount: Bool = {
        guard getuid() == 0, let folder = try? TemporaryFolder() else { return false }
        let path = folder.path
        defer { withExtendedLifetime(folder) {} }
        return system("mount -t tmpfs -o size=1m none \(path) 2>/dev/null && umount \(path)") == 0
    }()

    @Test(
        .timeLimit(.minutes(1)),
        .enabled(if: canMount, "a small file system can only be mounted by root")
    )
    func `a full disk is told, loses nothing that was answered, and passes`() async throws {
        let folder = try TemporaryFolder()
        try #require(system("mount -t tmpfs -o size=4m none \(folder.path)") == 0)
        defer { _ = system("umount -l \(folder.path)") }
        try #require(
            system("dd if=/dev/zero of=\(folder.path)/ballast bs=1M count=2 2>/dev/null") == 0
        )
        let database = try Database(.sqlite(path: folder.file("heliograph.db")))
        try await database.migrate(Fixture.schema)
        let body = String(repeating: "x", count: 20_000)
        var written: Int64 = 0
        var refusals = 0
        while refusals < 3 {
            do {
                try await database.insertNote(body)
                written += 1
                try #require(written < 1000)
            } catch DatabaseError.unavailable {
                refusals += 1
            }
        }
        #expect(written > 0)
        #expect(await database.isWritable() == false || refusals == 3)
        #expect(try await database.count("note") == written)
        try #require(unlink(folder.file("ballast")) == 0)
        for _ in 0..<10 {
            try await database.insertNote(body)
            written += 1
        }
        #expect(await database.isWritable())
        #expect(try await database.count("note") == written)
        await database.close()
    }
}
