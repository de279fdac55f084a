/// One turn of a batcher at the writer; its parts are the submissions.
final class BatchJob<Input: Sendable, Output: Sendable>: WriteJob, @unchecked Sendable {
    // Safe to share: all mutable state is touched by the writer's thread only.
    private var submissions: [Batcher<Input, Output>.Submission] = []
    private var outcomes: [Outcome] = []
    private let batcher: Batcher<Input, Output>

    let announces = false

    /// The result of a submission: where its outputs are, or why there are none.
    private enum Outcome {
        case pending
        case outputs([Output])
        case slice(of: ArraySlice<Output>)
        case failure(any Error)
    }

    init(_ batcher: Batcher<Input, Output>) { self.batcher = batcher }

    func prepare() -> Int {
        submissions = batcher.take()
        outcomes = Array(repeating: .pending, count: submissions.count)
        return submissions.count
    }

    func run(_ parts: Range<Int>, on connection: any SQLConnection) throws {
        guard parts.count > 1 else {
            for part in parts {
                outcomes[part] = .outputs(
                    try batcher.run(submissions[part].inputs, in: connection)
                )
            }
            return
        }
        var inputs: [Input] = []
        inputs.reserveCapacity(parts.reduce(0) { $0 + submissions[$1].inputs.count })
        for part in parts { inputs += submissions[part].inputs }
        let outputs = try batcher.run(inputs, in: connection)
        var start = 0
        for part in parts {
            let end = start + submissions[part].inputs.count
            outcomes[part] = .slice(of: outputs[start..<end])
            start = end
        }
    }

    func fail(_ part: Int, with error: any Error) { outcomes[part] = .failure(error) }

    func finish(_ error: DatabaseError?) {
        for (submission, outcome) in zip(submissions, outcomes) {
            if let error {
                submission.completion(.failure(error))
                continue
            }
            switch outcome {
            case .pending: submission.completion(.failure(DatabaseError.closed))
            case .outputs(let outputs): submission.completion(.success(outputs))
            case .slice(let outputs): submission.completion(.success(Array(outputs)))
            case .failure(let cause): submission.completion(.failure(cause))
            }
        }
    }
}
