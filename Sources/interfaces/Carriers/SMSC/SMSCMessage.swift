import Essentials
import SMPPCodec

/// A message that the simulated SMSC took and of which something is owed.
struct SMSCMessage: Hashable, Sendable {
    let number: UInt64
    let acceptedAt: Timestamp
    /// Who submitted it, hence who gets its receipts.
    let systemID: String
    let source: String
    let destination: String
    let userReference: UInt16?
    /// Steps of the number's behaviour that were not acknowledged, one bit each.
    var openSteps: UInt8

    /// The destination as a number; what is no number is simply delivered.
    var digits: UInt64 { UInt64(destination.filter { $0 != "+" }) ?? 0 }
    var behaviour: SimulatedBehaviour { SimulatedBehaviour.of(digits) }
}

/// One thing that is owed: a message's step.
struct SMSCReport: Hashable, Sendable {
    let message: UInt64
    let step: UInt8
}
