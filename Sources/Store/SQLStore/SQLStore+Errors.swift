public import Database
public import Essentials

extension ServiceError {
    /// The error that services throw for an error of the database.
    public init(_ error: DatabaseError) {
        switch error {
        case .unavailable: self = .unavailable(error.description)
        case .damaged: self = .unavailable(error.description)
        case .closed: self = .unavailable("the store is closed")
        case .busy: self = .overloaded("the store has too much to do")
        case .constraint(.unique, let detail): self = .conflict("it is there already: \(detail)")
        case .constraint(.foreignKey, let detail): self = .conflict("a reference: \(detail)")
        case .constraint(_, let detail): self = .internalFault(detail)
        case .invalid(let reason): self = .internalFault(reason)
        }
    }

    /// The error that services throw for any error of a transaction.
    init(store error: any Error) {
        switch error {
        case let error as ServiceError: self = error
        case let error as DatabaseError: self = ServiceError(error)
        default: self = .internalFault("\(error)")
        }
    }
}
