import Essentials
import Secrets

extension ServiceError {
    /// Says a fault of the secrets library in words of the domain.
    init(_ error: SecretsError) {
        switch error {
        case .outOfMemory: self = .overloaded(error.description)
        case .passwordTooLong: self = .invalid([FieldError("password", error.description)])
        case .unavailable, .invalidKey: self = .internalFault(error.description)
        }
    }
}

/// Runs a piece of work of the secrets library and says its faults in words of the domain.
func withSecrets<Value>(_ work: () throws(SecretsError) -> Value) throws(ServiceError) -> Value {
    do { return try work() } catch { throw ServiceError(error) }
}
