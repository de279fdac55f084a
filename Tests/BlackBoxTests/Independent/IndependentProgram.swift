import Essentials
import Foundation
import TestSupport

/// A program of `Tests/Independent`, built on an SMPP library that is not ours; it prints a line of
/// JSON for everything that happens.
final class IndependentProgram: Sendable {
    private let process: ChildProcess
    private let folder: TemporaryFolder

    /// Starts a program, and the installation of what it needs where that is missing.
    init(_ program: String, _ arguments: [String]) throws {
        let folder = try TemporaryFolder("heliograph-independent")
        self.folder = folder
        let root = IndependentProgram.repository
        process = try ChildProcess(
            ["\(root)/Scripts/independent-python", "\(root)/Tests/Independent/\(program)"]
                + arguments,
            output: folder.file("output"),
            errors: folder.file("errors")
        )
    }

    deinit { process.signal(SIGKILL) }

    static let repository = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    /// What it has printed so far.
    var events: [JSON] {
        let output = (try? TemporaryFolder.contents(of: folder.file("output"))) ?? []
        // The last line may be half written.
        let lines = output.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        return lines.dropLast().map { JSON(Array($0)) }
    }

    /// What it has printed about one kind of event so far.
    func events(_ name: String) -> [JSON] { events.filter { $0.event == .string(name) } }

    /// Waits until it has printed so many events of a kind.
    @discardableResult
    func events(
        _ name: String,
        atLeast count: Int,
        within limit: Duration = .seconds(60)
    ) async throws -> [JSON] {
        do {
            try await waitUntil(within: limit) {
                guard self.events(name).count < count else { return true }
                guard self.process.status == nil else {
                    throw TestSupportError("it ended with \(self.process.status ?? 0)")
                }
                return false
            }
        } catch { throw TestSupportError("\(count) × \(name): \(error)\n\(report)") }
        return events(name)
    }

    /// Waits until it has ended well.
    func finish(within limit: Duration = .seconds(120)) async throws {
        let status = try await process.wait(within: limit)
        guard status == 0 else { throw TestSupportError("it ended with \(status)\n\(report)") }
    }

    /// Ends it as a power cut would.
    func kill() async throws {
        process.signal(SIGKILL)
        _ = try await process.wait()
    }

    private var report: String {
        let errors = (try? TemporaryFolder.contents(of: folder.file("errors"))) ?? []
        let shown = events.suffix(20).map { "\($0)" }.joined(separator: "\n")
        return shown + String(decoding: errors.suffix(2000), as: UTF8.self)
    }
}
