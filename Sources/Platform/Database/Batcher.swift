import Collections
import Essentials

/// Collects the inputs of many callers and writes them in batches.
///
/// The first input to arrive asks the writer for a turn. When the turn comes, one call of the body
/// writes what has arrived by then, so batches grow with the load and need no timer. The shares of
/// submissions take turns, so that one with many delays the others by one batch at most.
/// The inputs of one submission are never split: either all become durable or none. When the body
/// throws, submissions are retried in halves, so that an error affects only the submission that
/// caused it.
public final class Batcher<Input: Sendable, Output: Sendable>: Sendable {
    /// Writes inputs and returns one output per input, in order; may run more than once.
    public typealias Body = @Sendable (any SQLTransaction, [Input]) throws -> [Output]

    private let writer: Writer
    private let lane: Lane
    private let capacity: Int
    private let capacityPerShare: Int
    private let mostPerTransaction: Int
    private let weight: @Sendable (Input) -> Int
    private let mostWeight: Int
    private let body: Body
    private let state = Locked(State())

    private struct State {
        var waiting = FairQueue<Int64, Submission>(capacity: .max, capacityPerKey: .max)
        var inputs = 0
        var inputsOfShare: [Int64: Int] = [:]
        var hasTurn = false
    }

    struct Submission: Sendable {
        let inputs: [Input]
        let weight: Int
        let completion: @Sendable (Result<[Output], any Error>) -> Void
    }

    /// Creates a batcher.
    ///
    /// - Parameters:
    ///   - database: where to write.
    ///   - lane: the priority at the writer.
    ///   - capacity: the most inputs that may wait; beyond it callers get `DatabaseError.busy`.
    ///   - capacityPerShare: the most inputs of one share that may wait; all by default.
    ///   - mostPerTransaction: the most inputs per call of the body; a larger submission is
    ///     written alone.
    ///   - weight: the work of an input, such as its number of rows; 1 by default.
    ///   - mostWeight: the most weight per call of the body, so that a call takes a bounded time; a
    ///     heavier submission is written alone.
    ///   - body: writes inputs; must only read and write through its argument.
    public init(
        _ database: Database,
        lane: Lane,
        capacity: Int,
        capacityPerShare: Int? = nil,
        mostPerTransaction: Int,
        weight: @escaping @Sendable (Input) -> Int = { _ in 1 },
        mostWeight: Int = .max,
        _ body: @escaping Body
    ) {
        writer = database.writer
        self.lane = lane
        self.capacity = capacity
        self.capacityPerShare = capacityPerShare ?? capacity
        self.mostPerTransaction = mostPerTransaction
        self.weight = weight
        self.mostWeight = mostWeight
        self.body = body
    }

    /// The number of inputs that wait for a turn.
    public var depth: Int { state.withLock { $0.inputs } }

    /// Writes one input of a share, and returns when it is durable.
    public func submit(_ input: Input, of share: Int64 = 0) async throws -> Output {
        let outputs = try await submit([input], of: share)
        guard let output = outputs.first else { throw DatabaseError.invalid("no output") }
        return output
    }

    /// Writes inputs together, and returns when they are durable.
    public func submit(_ inputs: [Input], of share: Int64 = 0) async throws -> [Output] {
        try await withCheckedThrowingContinuation { continuation in
            enqueue(inputs, of: share) { continuation.resume(with: $0) }
        }
    }

    /// Writes inputs together, and calls back when they are durable.
    ///
    /// - Parameters:
    ///   - inputs: what to write.
    ///   - share: whose turn it takes, such as the number of an organization; submissions of one
    ///     share are written in order.
    ///   - completion: called once, on the writer's thread or, when the queue is full, on the
    ///     caller's; must return at once.
    public func enqueue(
        _ inputs: [Input],
        of share: Int64 = 0,
        completion: @escaping @Sendable (Result<[Output], any Error>) -> Void
    ) {
        guard !inputs.isEmpty else { return completion(.success([])) }
        let weight = inputs.reduce(0) { $0 + self.weight($1) }
        let answer = state.withLock { state -> (isTaken: Bool, needsTurn: Bool) in
            let ofShare = state.inputsOfShare[share, default: 0] + inputs.count
            guard state.inputs + inputs.count <= capacity, ofShare <= capacityPerShare else {
                return (false, false)
            }
            let submission = Submission(
                inputs: inputs,
                weight: weight,
                completion: completion
            )
            guard state.waiting.append(submission, for: share) else { return (false, false) }
            state.inputs += inputs.count
            state.inputsOfShare[share] = ofShare
            defer { state.hasTurn = true }
            return (true, !state.hasTurn)
        }
        guard answer.isTaken else { return completion(.failure(DatabaseError.busy)) }
        if answer.needsTurn { askForTurn() }
    }

    private func askForTurn() {
        do {
            try writer.enqueue(BatchJob(self), lane)
        } catch {
            let refused = state.withLock { state in
                defer { state = State() }
                return state.waiting.removeAll()
            }
            for submission in refused { submission.completion(.failure(error)) }
        }
    }

    /// Takes the submissions of one turn, and requests another turn if some are left.
    func take() -> [Submission] {
        let (taken, isMore) = state.withLock { state -> ([Submission], Bool) in
            var taken: [Submission] = []
            var (inputs, weight) = (0, 0)
            while let first = state.waiting.first {
                let more = first.inputs.count
                let fits =
                    inputs + more <= mostPerTransaction && weight + first.weight <= mostWeight
                guard inputs == 0 || fits else { break }
                weight += first.weight
                guard let next = state.waiting.popFirst() else { break }
                inputs += more
                let left = state.inputsOfShare[next.key, default: more] - more
                state.inputsOfShare[next.key] = left > 0 ? left : nil
                taken.append(next.element)
            }
            state.inputs -= inputs
            state.hasTurn = !state.waiting.isEmpty
            return (taken, state.hasTurn)
        }
        if isMore { askForTurn() }
        return taken
    }

    func run(_ inputs: [Input], in transaction: any SQLTransaction) throws -> [Output] {
        let outputs = try body(transaction, inputs)
        guard outputs.count == inputs.count else {
            throw DatabaseError.invalid(
                "a batch of \(inputs.count) inputs gave \(outputs.count) outputs"
            )
        }
        return outputs
    }
}
