import Essentials
import Foundation
import TestSupport

/// A machine's clock that a test shifts, for the processes that it starts.
struct ShiftedClock {
    private let folder: TemporaryFolder
    /// The environment of a process that sees the shifted clock.
    let environment: [String: String]

    /// Compiles the library that shifts the clock.
    init() async throws {
        folder = try TemporaryFolder("heliograph-clock")
        let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Clock/shifted_clock.c").path
        let library = folder.file("shifted_clock.so")
        let built = try await ChildProcess.run(
            ["cc", "-shared", "-fPIC", "-O1", "-o", library, source]
        )
        guard built.status == 0 else { throw TestSupportError("cc: \(built.errors)") }
        environment = ["LD_PRELOAD": library, "SHIFTED_CLOCK": folder.file("shift")]
        shift(by: 0)
    }

    /// Shifts the clock by this many seconds from the right time.
    func shift(by seconds: Int64) {
        let octets = (0..<8).map { UInt8(truncatingIfNeeded: seconds >> ($0 * 8)) }
        guard let file = fopen(folder.file("shift"), "r+") ?? fopen(folder.file("shift"), "w")
        else { return }
        fwrite(octets, 1, octets.count, file)
        fclose(file)
    }
}
