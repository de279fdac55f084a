/// The number of an operation; the highest bit marks its response.
///
/// Source: SMPP 3.4, 5.1.2.1; SMPP 5.0, 4.7.5.
public struct CommandID: RawRepresentable, Hashable, Sendable {
    /// The number on the wire.
    public let rawValue: UInt32

    /// Creates the number of any operation, known or not.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    init(_ rawValue: UInt32) { self.rawValue = rawValue }

    /// Whether this is the number of a response.
    public var isResponse: Bool { rawValue & 0x8000_0000 != 0 }

    /// Whether SMPP 3.4 or 5.0 defines the number.
    public var isKnown: Bool { CommandID.names[self] != nil }
}

extension CommandID: CustomStringConvertible {
    /// The name in the specification, such as `submit_sm`, or the number if there is none.
    public var description: String {
        CommandID.names[self] ?? "0x" + hexadecimal(rawValue)
    }
}

extension CommandID {
    /// `generic_nack`.
    public static let genericNack = CommandID(0x8000_0000)
    /// `bind_receiver`.
    public static let bindReceiver = CommandID(0x0000_0001)
    /// `bind_receiver_resp`.
    public static let bindReceiverResponse = CommandID(0x8000_0001)
    /// `bind_transmitter`.
    public static let bindTransmitter = CommandID(0x0000_0002)
    /// `bind_transmitter_resp`.
    public static let bindTransmitterResponse = CommandID(0x8000_0002)
    /// `query_sm`.
    public static let querySM = CommandID(0x0000_0003)
    /// `query_sm_resp`.
    public static let querySMResponse = CommandID(0x8000_0003)
    /// `submit_sm`.
    public static let submitSM = CommandID(0x0000_0004)
    /// `submit_sm_resp`.
    public static let submitSMResponse = CommandID(0x8000_0004)
    /// `deliver_sm`.
    public static let deliverSM = CommandID(0x0000_0005)
    /// `deliver_sm_resp`.
    public static let deliverSMResponse = CommandID(0x8000_0005)
    /// `unbind`.
    public static let unbind = CommandID(0x0000_0006)
    /// `unbind_resp`.
    public static let unbindResponse = CommandID(0x8000_0006)
    /// `replace_sm`.
    public static let replaceSM = CommandID(0x0000_0007)
    /// `replace_sm_resp`.
    public static let replaceSMResponse = CommandID(0x8000_0007)
    /// `cancel_sm`.
    public static let cancelSM = CommandID(0x0000_0008)
    /// `cancel_sm_resp`.
    public static let cancelSMResponse = CommandID(0x8000_0008)
    /// `bind_transceiver`.
    public static let bindTransceiver = CommandID(0x0000_0009)
    /// `bind_transceiver_resp`.
    public static let bindTransceiverResponse = CommandID(0x8000_0009)
    /// `outbind`.
    public static let outbind = CommandID(0x0000_000B)
    /// `enquire_link`.
    public static let enquireLink = CommandID(0x0000_0015)
    /// `enquire_link_resp`.
    public static let enquireLinkResponse = CommandID(0x8000_0015)
    /// `submit_multi`.
    public static let submitMulti = CommandID(0x0000_0021)
    /// `submit_multi_resp`.
    public static let submitMultiResponse = CommandID(0x8000_0021)
    /// `alert_notification`.
    public static let alertNotification = CommandID(0x0000_0102)
    /// `data_sm`.
    public static let dataSM = CommandID(0x0000_0103)
    /// `data_sm_resp`.
    public static let dataSMResponse = CommandID(0x8000_0103)
    /// `broadcast_sm`.
    public static let broadcastSM = CommandID(0x0000_0111)
    /// `broadcast_sm_resp`.
    public static let broadcastSMResponse = CommandID(0x8000_0111)
    /// `query_broadcast_sm`.
    public static let queryBroadcastSM = CommandID(0x0000_0112)
    /// `query_broadcast_sm_resp`.
    public static let queryBroadcastSMResponse = CommandID(0x8000_0112)
    /// `cancel_broadcast_sm`.
    public static let cancelBroadcastSM = CommandID(0x0000_0113)
    /// `cancel_broadcast_sm_resp`.
    public static let cancelBroadcastSMResponse = CommandID(0x8000_0113)
}
