import AccountsModel
import Audience
import AudienceModel
import Essentials
import TestSupport

extension AudienceWorld {
    /// Imports a text in pieces of so many octets, and returns when that ended.
    func load(
        _ text: String,
        _ plan: ImportPlan,
        into source: DataSource,
        piece: Int = 1 << 18
    ) async throws -> ImportJob {
        try await load(Array(text.utf8), plan, into: source, piece: piece)
    }

    /// Imports octets in pieces of so many, and returns when that ended.
    func load(
        _ bytes: [UInt8],
        _ plan: ImportPlan,
        into source: DataSource,
        piece: Int = 1 << 18
    ) async throws -> ImportJob {
        clock.advance(by: .milliseconds(1))
        var (job, _) = try await service.imports.create(plan, into: source, by: "test")
        repeat {
            let end = min(job.bytesReceived + piece, bytes.count)
            job = try await service.imports.append(
                Array(bytes[job.bytesReceived..<end]),
                at: job.bytesReceived,
                isLast: end == bytes.count,
                to: job.id,
                of: source
            )
        } while job.state == .receiving
        return try await ended(job, source)
    }

    /// Waits until an import ended.
    func ended(_ job: ImportJob, _ source: DataSource) async throws -> ImportJob {
        var latest = job
        try await waitUntil(within: .seconds(60)) {
            latest = try await service.imports.find(job.id, of: source)
            return latest.state.isOver
        }
        return latest
    }
}

extension ImportProblem {
    /// What the problem is, without its words.
    var brief: String { "\(row) \(column) \(code)" }
}
