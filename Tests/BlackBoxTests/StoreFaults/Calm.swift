import Essentials
import Glibc
import TestSupport
import Testing

/// Measures that a server does not spin and does not fill its log.
struct Calm {
    /// The most bytes of log in a second.
    static let logBytesPerSecond = 1000
    /// The most share of one core.
    static let coreShare = 0.3

    private let server: RunningServer
    private let began = monotonicNanoseconds()
    private let log: Int
    private let ticks: Int

    /// Begins to measure.
    init(_ server: RunningServer) {
        self.server = server
        log = server.log.utf8.count
        ticks = Self.ticks(of: server)
    }

    /// Measures for some seconds, and expects calm.
    func expect(
        for seconds: Int,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        // The time is what is measured, so there is no condition to wait for.
        try await Task.sleep(for: .seconds(seconds))
        let elapsed = Double(monotonicNanoseconds() - began) / 1e9
        let bytes = Double(server.log.utf8.count - log) / elapsed
        let share = Double(Self.ticks(of: server) - ticks) / Double(sysconf(Int32(_SC_CLK_TCK)))
        #expect(
            bytes < Double(Self.logBytesPerSecond),
            "log: \(server.log.suffix(3000))",
            sourceLocation: sourceLocation
        )
        #expect(share / elapsed < Self.coreShare, sourceLocation: sourceLocation)
    }

    /// The processor time of the process so far.
    private static func ticks(of server: RunningServer) -> Int {
        guard let id = server.processID,
            let stat = try? TemporaryFolder.contents(of: "/proc/\(id)/stat")
        else { return 0 }
        let text = String(decoding: stat, as: UTF8.self)
        let fields = text.drop { $0 != ")" }.split(separator: " ").dropFirst()
        let numbers = fields.map { Int($0) ?? 0 }
        return numbers.count > 12 ? numbers[11] + numbers[12] : 0
    }
}
