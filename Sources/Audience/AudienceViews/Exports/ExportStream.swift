public import Essentials
public import HTTPServer

/// The response body of an export.
///
/// Its pieces are produced off the server's threads, because each takes longer than a request may.
public final class ExportStream: HTTPBodyStream {
    private let export: Locked<AudienceExport?>
    private let failed: @Sendable (ServiceError) -> Void

    /// Creates the stream; the closure is called with the error if the body cannot be completed.
    public init(
        _ export: AudienceExport,
        failed: @escaping @Sendable (ServiceError) -> Void
    ) {
        self.export = Locked(export)
        self.failed = failed
    }

    /// The next piece.
    public func next() async -> HTTPBodyPiece {
        await withTaskExecutorPreference(globalConcurrentExecutor) { await make() }
    }

    private func make() async -> HTTPBodyPiece {
        guard var export = export.withLock({ $0.take() }) else { return .end }
        do throws(ServiceError) {
            guard let bytes = try await export.next() else { return .end }
            self.export.withLock { [export] in $0 = export }
            return .bytes(bytes)
        } catch {
            failed(error)
            return .failed
        }
    }
}
