extension CommandID {
    /// The commands that SMPP 3.4 and 5.0 define, and their names there.
    static let names: [CommandID: String] = [
        .genericNack: "generic_nack",
        .bindReceiver: "bind_receiver",
        .bindReceiverResponse: "bind_receiver_resp",
        .bindTransmitter: "bind_transmitter",
        .bindTransmitterResponse: "bind_transmitter_resp",
        .querySM: "query_sm",
        .querySMResponse: "query_sm_resp",
        .submitSM: "submit_sm",
        .submitSMResponse: "submit_sm_resp",
        .deliverSM: "deliver_sm",
        .deliverSMResponse: "deliver_sm_resp",
        .unbind: "unbind",
        .unbindResponse: "unbind_resp",
        .replaceSM: "replace_sm",
        .replaceSMResponse: "replace_sm_resp",
        .cancelSM: "cancel_sm",
        .cancelSMResponse: "cancel_sm_resp",
        .bindTransceiver: "bind_transceiver",
        .bindTransceiverResponse: "bind_transceiver_resp",
        .outbind: "outbind",
        .enquireLink: "enquire_link",
        .enquireLinkResponse: "enquire_link_resp",
        .submitMulti: "submit_multi",
        .submitMultiResponse: "submit_multi_resp",
        .alertNotification: "alert_notification",
        .dataSM: "data_sm",
        .dataSMResponse: "data_sm_resp",
        .broadcastSM: "broadcast_sm",
        .broadcastSMResponse: "broadcast_sm_resp",
        .queryBroadcastSM: "query_broadcast_sm",
        .queryBroadcastSMResponse: "query_broadcast_sm_resp",
        .cancelBroadcastSM: "cancel_broadcast_sm",
        .cancelBroadcastSMResponse: "cancel_broadcast_sm_resp",
    ]

    /// The response to the command, with empty fields.
    public var emptyResponse: PDUBody {
        switch self {
        case .bindReceiver: .bindReceiverResponse(BindResponse())
        case .bindTransmitter: .bindTransmitterResponse(BindResponse())
        case .bindTransceiver: .bindTransceiverResponse(BindResponse())
        case .querySM: .querySMResponse(MessageQueryResponse())
        case .submitSM: .submitSMResponse(MessageReference())
        case .deliverSM: .deliverSMResponse(MessageReference())
        case .unbind: .unbindResponse
        case .replaceSM: .replaceSMResponse
        case .cancelSM: .cancelSMResponse
        case .enquireLink: .enquireLinkResponse
        case .submitMulti: .submitMultiResponse(SubmitMultiResponse())
        case .dataSM: .dataSMResponse(MessageReference())
        case .broadcastSM: .broadcastSMResponse(MessageReference())
        case .queryBroadcastSM: .queryBroadcastSMResponse(MessageReference())
        case .cancelBroadcastSM: .cancelBroadcastSMResponse
        default: .genericNack
        }
    }
}
