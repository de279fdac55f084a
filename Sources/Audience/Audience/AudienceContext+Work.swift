import AccountsModel
import AudienceColumns
import AudienceModel
import Essentials
import LongWork

extension AudienceContext {
    /// Computes something long for a project, in turns with others, and returns its result.
    ///
    /// - Parameters:
    ///   - project: whose organization's time it takes.
    ///   - token: the token that asked for it.
    ///   - continuing: whether it belongs to something that was let in before.
    ///   - body: computes, and spends its pace.
    /// - Returns: the result.
    /// - Throws: what the body returned, or why it was not done.
    func compute<Value: Sendable>(
        for project: Project,
        by token: ObjectID? = nil,
        continuing: Bool = false,
        _ body: @escaping @Sendable (Pace) -> Result<Value, ServiceError>
    ) async throws(ServiceError) -> Value {
        let owner = WorkOwner(organization: project.organization.number, token: token)
        let outcome: Result<Value, ServiceError>
        do throws(WorkRefusal) {
            outcome = try await work.run(for: owner, continuing: continuing, body)
        } catch {
            throw ServiceError(error)
        }
        return try outcome.get()
    }
}

extension ServiceError {
    /// Why a computation was not done or not finished, for the caller.
    fileprivate init(_ refusal: WorkRefusal) {
        switch refusal {
        case .tooMany(let count):
            self = .exhausted(
                "Too many queries at once: at most \(count) may wait",
                retryAfter: .seconds(1)
            )
        case .exhausted(let wait):
            self = .exhausted(
                "The organization's queries have used their time of computing",
                retryAfter: wait
            )
        case .tooLong(let limit):
            let most = Int(limit.inSeconds)
            self = .invalid([
                FieldError(
                    "",
                    "The query takes more than \(most) s of computing; "
                        + "use fewer conditions or simpler patterns"
                )
            ])
        case .full(let count): self = .overloaded("\(count) queries wait already")
        case .interrupted: self = .overloaded("the audience changed too much during the query")
        case .cancelled, .stopped: self = .cancelled
        }
    }
}

extension ProjectAudience {
    /// Reads the index at a pace; what changes meanwhile is applied afterwards.
    func query<Value, Failure: Error>(
        _ pace: Pace,
        _ body: (AudienceIndex) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        let index = index
        pace.alsoStops = { index.isPressed }
        defer { pace.alsoStops = nil }
        return try index.withLock { index throws(Failure) in
            index.columns.pace = pace
            defer { index.columns.pace = .free }
            return try body(index)
        }
    }
}
