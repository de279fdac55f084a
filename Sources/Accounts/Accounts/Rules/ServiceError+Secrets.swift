import Essentials
import Secrets

extension ServiceError {
    /// The service error for an error of the secrets library.
    init(_ error: SecretsError) {
        switch error {
        case .outOfMemory: self = .overloaded(error.description)
        case .passwordTooLong: self = .invalid([FieldError("password", error.description)])
        case .unavailable, .invalidKey: self = .internalFault(error.description)
        }
    }
}

/// Runs a closure and converts its errors of the secrets library to service errors.
func withSecrets<Value>(_ work: () throws(SecretsError) -> Value) throws(ServiceError) -> Value {
    do { return try work() } catch { throw ServiceError(error) }
}
