/// An operation with its fields, or the response to one.
///
/// The broadcast operations came with SMPP 5.0, the others with 3.4 or before.
/// Source: SMPP 3.4, 4; SMPP 5.0, 4.
public enum PDUBody: Sendable, Hashable {
    case bindReceiver(Bind)
    case bindReceiverResponse(BindResponse)
    case bindTransmitter(Bind)
    case bindTransmitterResponse(BindResponse)
    case bindTransceiver(Bind)
    case bindTransceiverResponse(BindResponse)
    case outbind(Outbind)
    case unbind
    case unbindResponse
    case submitSM(ShortMessage)
    case submitSMResponse(MessageReference)
    case submitMulti(SubmitMulti)
    case submitMultiResponse(SubmitMultiResponse)
    case deliverSM(ShortMessage)
    case deliverSMResponse(MessageReference)
    case dataSM(DataMessage)
    case dataSMResponse(MessageReference)
    case querySM(MessageQuery)
    case querySMResponse(MessageQueryResponse)
    case cancelSM(MessageCancellation)
    case cancelSMResponse
    case replaceSM(MessageReplacement)
    case replaceSMResponse
    case enquireLink
    case enquireLinkResponse
    case alertNotification(AlertNotification)
    case genericNack
    case broadcastSM(BroadcastMessage)
    case broadcastSMResponse(MessageReference)
    case queryBroadcastSM(MessageQuery)
    case queryBroadcastSMResponse(MessageReference)
    case cancelBroadcastSM(BroadcastCancellation)
    case cancelBroadcastSMResponse
    /// A command that neither version defines, with everything after its header.
    case unknown(commandID: CommandID, [UInt8])

    /// The number of the operation.
    public var commandID: CommandID {
        switch self {
        case .bindReceiver: .bindReceiver
        case .bindReceiverResponse: .bindReceiverResponse
        case .bindTransmitter: .bindTransmitter
        case .bindTransmitterResponse: .bindTransmitterResponse
        case .bindTransceiver: .bindTransceiver
        case .bindTransceiverResponse: .bindTransceiverResponse
        case .outbind: .outbind
        case .unbind: .unbind
        case .unbindResponse: .unbindResponse
        case .submitSM: .submitSM
        case .submitSMResponse: .submitSMResponse
        case .submitMulti: .submitMulti
        case .submitMultiResponse: .submitMultiResponse
        case .deliverSM: .deliverSM
        case .deliverSMResponse: .deliverSMResponse
        case .dataSM: .dataSM
        case .dataSMResponse: .dataSMResponse
        case .querySM: .querySM
        case .querySMResponse: .querySMResponse
        case .cancelSM: .cancelSM
        case .cancelSMResponse: .cancelSMResponse
        case .replaceSM: .replaceSM
        case .replaceSMResponse: .replaceSMResponse
        case .enquireLink: .enquireLink
        case .enquireLinkResponse: .enquireLinkResponse
        case .alertNotification: .alertNotification
        case .genericNack: .genericNack
        case .broadcastSM: .broadcastSM
        case .broadcastSMResponse: .broadcastSMResponse
        case .queryBroadcastSM: .queryBroadcastSM
        case .queryBroadcastSMResponse: .queryBroadcastSMResponse
        case .cancelBroadcastSM: .cancelBroadcastSM
        case .cancelBroadcastSMResponse: .cancelBroadcastSMResponse
        case .unknown(let commandID, _): commandID
        }
    }

    /// Whether this is a response; a generic_nack is.
    public var isResponse: Bool { commandID.isResponse }
}
