import Glibc
import MessagingModel

/// Why a carrier's options cannot be used.
public enum CarrierOptionError: Error, Hashable, Sendable {
    /// No option has that name.
    case unknown(name: String, suggestion: String?)
    /// A required option is missing.
    case missing(name: String)
    /// The option does not allow the value.
    case invalid(name: String, value: String, wanted: String)
    /// The file that an option names cannot be read.
    case unreadable(path: String, code: Int32)
}

extension CarrierOptionError {
    /// The error in the terms of all kinds of carrier.
    var carrierError: CarrierError { .invalidOption(name: optionName, reason: "\(self)") }

    private var optionName: String {
        switch self {
        case .unknown(let name, _), .missing(let name), .invalid(let name, _, _): name
        case .unreadable: "passwordFile"
        }
    }
}

extension CarrierOptionError: CustomStringConvertible {
    /// The error, for the operator.
    public var description: String {
        switch self {
        case .unknown(let name, let suggestion):
            "an SMPP carrier has no option '\(name)'"
                + (suggestion.map { "; did you mean '\($0)'?" } ?? "")
        case .missing(let name): "an SMPP carrier needs the option '\(name)'"
        case .invalid(let name, let value, let wanted):
            "the option '\(name)' is '\(value)'; it must be \(wanted)"
        case .unreadable(let path, let code):
            "cannot read \(path): \(unsafe String(cString: strerror(code)))"
        }
    }
}
