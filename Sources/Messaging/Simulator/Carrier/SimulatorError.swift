import Glibc
import MessagingModel

/// Why a simulator cannot be created or its journal not be read.
public enum SimulatorError: Error, Hashable, Sendable {
    /// No option has that name.
    case unknownOption(String)
    /// The option does not allow the value.
    case invalidOption(name: String, value: String)
    /// The system refused an operation on the journal; `code` is its errno.
    case journal(operation: String, path: String, code: Int32)
    /// The file exists but is not a simulator's journal.
    case notAJournal(path: String)
    /// Another process has the journal open.
    case journalInUse(path: String)
    /// The system cannot create a thread; the number is its errno.
    case noThread(code: Int32)
}

extension SimulatorError {
    /// The error in the terms of all kinds of carrier.
    var carrierError: CarrierError {
        switch self {
        case .unknownOption(let name), .invalidOption(let name, _):
            .invalidOption(name: name, reason: "\(self)")
        case .journal, .notAJournal, .journalInUse, .noThread: .unavailable("\(self)")
        }
    }
}

extension SimulatorError: CustomStringConvertible {
    /// The error, for the operator.
    public var description: String {
        switch self {
        case .unknownOption(let name):
            "the simulator has no option '\(name)'"
        case .invalidOption(let name, let value):
            "the simulator's option \(name) cannot be '\(value)'"
        case .journal(let operation, let path, let code):
            "cannot \(operation) the simulator's journal \(path): \(reason(code))"
        case .notAJournal(let path):
            "\(path) is not a journal of the simulator"
        case .journalInUse(let path):
            "another process uses the simulator's journal \(path)"
        case .noThread(let code):
            "the simulator gets no thread: \(reason(code))"
        }
    }

    private func reason(_ code: Int32) -> String { unsafe String(cString: strerror(code)) }
}
