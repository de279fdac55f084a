import Essentials
import SMPPCodec

/// An accepted message with pending receipts.
struct SMSCMessage: Hashable, Sendable {
    let number: UInt64
    let acceptedAt: Timestamp
    /// The client that submitted it, which gets its receipts.
    let systemID: String
    let source: String
    let destination: String
    let userReference: UInt16?
    /// Steps of the behaviour that were not acknowledged, one bit each.
    var openSteps: UInt8

    var behaviour: SimulatedBehaviour { SimulatedBehaviour.of(Self.number(destination)) }

    /// The digits of an address as a number; alphanumeric addresses behave as delivered ones.
    static func number(_ address: String) -> UInt64 {
        var number: UInt64 = 0
        for byte in address.utf8 {
            switch byte {
            case UInt8(ascii: "+"): continue
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                number = number &* 10 &+ UInt64(byte - UInt8(ascii: "0"))
            default: return 0
            }
        }
        return number
    }
}

/// One pending step of a message's behaviour.
struct SMSCReport: Hashable, Sendable {
    let message: UInt64
    let step: UInt8
}
