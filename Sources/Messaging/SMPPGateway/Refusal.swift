import SMPPCodec

/// A request refused with an SMPP status.
struct Refusal: Error, Hashable {
    /// The status of the response.
    let status: CommandStatus

    init(_ status: CommandStatus) { self.status = status }
}
