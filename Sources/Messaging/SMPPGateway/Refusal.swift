import Essentials
import SMPPCodec

/// A request refused with an SMPP status.
struct Refusal: Error, Hashable {
    /// The status of the response.
    let status: CommandStatus
    /// What is wrong, for logs; empty if the status says it.
    let reason: String

    init(_ status: CommandStatus, reason: String = "") {
        self.status = status
        self.reason = reason
    }

    /// The refusal of a message that breaks rules.
    init(_ errors: [FieldError]) {
        let reasons = errors.map { "\($0.field): \($0.message)" }
        self.init(CommandStatus(errors), reason: reasons.joined(separator: "; "))
    }
}
