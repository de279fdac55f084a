import Essentials

/// What the process says to its caller when it ends; the meanings never change.
enum ExitCode: Int32 {
    /// It was done.
    case success = 0
    /// A fault of ours.
    case internalFault = 1
    /// The command line or the configuration is wrong; the message says what to change.
    case usage = 2
    /// What was named does not exist.
    case notFound = 3
    /// It contradicts the state of things, as a name that is taken.
    case conflict = 4
    /// The store cannot do it now; the same command may work later.
    case unavailable = 5
    /// A check found something wrong.
    case checkFailed = 6
}

extension ExitCode {
    /// The code for an error of the domain.
    init(_ error: ServiceError) {
        switch error {
        case .invalid: self = .usage
        case .notFound: self = .notFound
        case .conflict, .noFunds, .forbidden: self = .conflict
        case .unavailable, .notReady, .overloaded, .exhausted, .cancelled: self = .unavailable
        case .internalFault: self = .internalFault
        }
    }
}
