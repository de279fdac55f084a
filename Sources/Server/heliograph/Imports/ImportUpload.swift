import AccountsModel
import Audience
import AudienceModel
import Essentials

/// Sends a file to its import, and follows that to its end.
struct ImportUpload {
    /// How long nothing may move before it is said.
    private static let patience = Duration.seconds(10)
    private static let pause = Duration.milliseconds(50)

    let file: ImportFile
    let source: DataSource
    let service: AudienceServices
    let clock: any Clock

    /// Sends what the import does not have yet, and returns it when it ended.
    func run(_ start: ImportJob) async throws -> ImportJob {
        var job = start
        var line = ImportProgressLine(clock)
        var moved = (bytes: job.progress.bytesRead + job.bytesReceived, at: clock.now)
        while !job.state.isOver {
            line.show(job)
            let before = job.bytesReceived
            job = try await step(job)
            let bytes = job.progress.bytesRead + job.bytesReceived
            if bytes != moved.bytes {
                moved = (bytes, clock.now)
            } else if clock.now > moved.at + Self.patience {
                line.note(
                    "nothing reads the import; start the server, or stop this command and run it"
                        + " again"
                )
                moved.at = clock.now
            }
            if job.bytesReceived == before, !job.state.isOver {
                try await Task.sleep(for: Self.pause)
            }
        }
        line.end(job)
        return job
    }

    /// Sends the next piece where there is one, and reads how far the import is.
    private func step(_ job: ImportJob) async throws -> ImportJob {
        guard job.state == .receiving else {
            return try await service.imports.find(job.id, of: source)
        }
        let piece = try file.bytes(from: job.bytesReceived)
        do {
            return try await service.imports.append(
                piece,
                at: job.bytesReceived,
                isLast: job.bytesReceived + piece.count >= file.size,
                to: job.id,
                of: source
            )
        } catch {
            switch error {
            case .overloaded: return try await service.imports.find(job.id, of: source)
            default: throw error
            }
        }
    }
}
