import Essentials

/// Runs asynchronous code that waits for nothing from outside, to its end; nil when it throws.
///
/// Stores in memory answer at once, so all of it runs here and now, and the world keeps its order.
func immediately<Value: Sendable>(
    on executor: InlineExecutor = InlineExecutor(),
    _ body: @escaping @Sendable () async throws(ServiceError) -> Value
) -> Value? {
    let result = Locked<Result<Value, ServiceError>?>(nil)
    Task(executorPreference: executor) {
        do throws(ServiceError) {
            let value = try await body()
            result.withLock { $0 = .success(value) }
        } catch {
            result.withLock { $0 = .failure(error) }
        }
    }
    executor.runAll()
    guard let result = result.withLock({ $0 }) else {
        preconditionFailure("only code that waits for nothing from outside may run here")
    }
    switch result {
    case .success(let value): return value
    case .failure: return nil
    }
}

/// Keeps jobs until somebody runs them.
final class InlineExecutor: TaskExecutor {
    private let jobs = Locked<[UnownedJob]>([])

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        jobs.withLock { $0.append(job) }
    }

    /// Runs jobs, and those that they lead to, until there are none.
    func runAll() {
        while let job = jobs.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) {
            unsafe job.runSynchronously(on: asUnownedTaskExecutor())
        }
    }
}
