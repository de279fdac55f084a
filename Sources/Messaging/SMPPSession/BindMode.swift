import SMPPCodec

/// What a bound session may carry (SMPP 3.4, 2.1).
public enum BindMode: String, Hashable, Sendable, CaseIterable {
    /// Messages from the client to phones.
    case transmitter
    /// Delivery receipts and inbound messages.
    case receiver
    /// Both.
    case transceiver

    /// The bind request of this mode.
    func request(_ bind: Bind) -> PDUBody {
        switch self {
        case .transmitter: .bindTransmitter(bind)
        case .receiver: .bindReceiver(bind)
        case .transceiver: .bindTransceiver(bind)
        }
    }

    /// The bind response of this mode.
    func response(_ response: BindResponse) -> PDUBody {
        switch self {
        case .transmitter: .bindTransmitterResponse(response)
        case .receiver: .bindReceiverResponse(response)
        case .transceiver: .bindTransceiverResponse(response)
        }
    }
}
