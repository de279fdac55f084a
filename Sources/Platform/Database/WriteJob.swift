/// Work for the writer: one or more parts that share a transaction and may fail separately.
///
/// The writer prepares a job once, runs it once or more, and finishes it once, all on its own
/// thread. Each run replaces what an earlier run left in memory.
protocol WriteJob: AnyObject, Sendable {
    /// Whether to notify other processes.
    var announces: Bool { get }

    /// Decides what the job does, and returns its number of parts.
    func prepare() -> Int

    /// Runs some of the parts within the open transaction.
    func run(_ parts: Range<Int>, on connection: any SQLConnection) throws

    /// Records that a part was rolled back.
    func fail(_ part: Int, with error: any Error)

    /// Hands out the results, or the error that rolled everything back.
    func finish(_ error: DatabaseError?)
}

/// A body whose caller waits for the result.
final class WriteCall<Output: Sendable>: WriteJob, @unchecked Sendable {
    // Safe to share: `result` is only touched by the writer's thread, once the job is queued.
    private var result: Result<Output, any Error>?
    private let body: @Sendable (any SQLConnection) throws -> Output
    private let continuation: CheckedContinuation<Output, any Error>

    let announces: Bool

    init(
        announces: Bool,
        body: @escaping @Sendable (any SQLConnection) throws -> Output,
        continuation: CheckedContinuation<Output, any Error>
    ) {
        self.announces = announces
        self.body = body
        self.continuation = continuation
    }

    func prepare() -> Int { 1 }

    func run(_ parts: Range<Int>, on connection: any SQLConnection) throws {
        result = .success(try body(connection))
    }

    func fail(_ part: Int, with error: any Error) { result = .failure(error) }

    func finish(_ error: DatabaseError?) {
        if let error {
            continuation.resume(throwing: error)
        } else {
            continuation.resume(with: result ?? .failure(DatabaseError.closed))
        }
    }
}
