import SMPPCodec

/// Why a request is not obeyed.
struct Refusal: Error, Hashable {
    /// The status that the client gets.
    let status: CommandStatus

    init(_ status: CommandStatus) { self.status = status }
}
