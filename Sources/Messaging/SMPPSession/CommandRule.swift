import SMPPCodec

/// Which end may send a request in which state.
///
/// SMPP 3.4, 2.3, table 2-1, and 5.0, 2.4, table 2-1, where they agree with practice: data_sm goes
/// from a client that transmits to one that receives, replace_sm also over a transceiver, and
/// enquire_link is answered in every state.
struct CommandRule: Hashable {
    /// The states in which a client may send it.
    var fromESME: BoundStates
    /// The states in which a server may send it.
    var fromSMSC: BoundStates
    /// The version that introduced it; this end does not send it to older peers.
    var since = InterfaceVersion.v33

    /// The rule of a request; nil for responses and unknown commands.
    static func of(_ body: PDUBody) -> CommandRule? {
        switch body {
        case .bindReceiver, .bindTransmitter:
            CommandRule(fromESME: .open, fromSMSC: [])
        case .bindTransceiver:
            CommandRule(fromESME: .open, fromSMSC: [], since: .v34)
        case .outbind:
            CommandRule(fromESME: [], fromSMSC: .open)
        case .unbind:
            CommandRule(fromESME: .bound, fromSMSC: .bound)
        case .enquireLink:
            CommandRule(fromESME: .all, fromSMSC: .all)
        case .submitSM, .querySM, .cancelSM, .replaceSM:
            CommandRule(fromESME: .transmitting, fromSMSC: [])
        case .submitMulti:
            CommandRule(fromESME: .transmitting, fromSMSC: [], since: .v34)
        case .deliverSM:
            CommandRule(fromESME: [], fromSMSC: .receiving)
        case .dataSM:
            CommandRule(fromESME: .transmitting, fromSMSC: .receiving, since: .v34)
        case .alertNotification:
            CommandRule(fromESME: [], fromSMSC: .receiving, since: .v34)
        case .broadcastSM, .queryBroadcastSM, .cancelBroadcastSM:
            CommandRule(fromESME: .transmitting, fromSMSC: [], since: .v50)
        default:
            nil
        }
    }

    /// Whether this end may send it in this state.
    func allows(_ role: SessionRole, in state: SessionState) -> Bool {
        (role == .esme ? fromESME : fromSMSC).contains(BoundStates(state))
    }
}

/// A set of session states.
struct BoundStates: OptionSet, Hashable {
    let rawValue: UInt8

    static let open = BoundStates(rawValue: 1)
    static let transmitter = BoundStates(rawValue: 2)
    static let receiver = BoundStates(rawValue: 4)
    static let transceiver = BoundStates(rawValue: 8)
    static let unbound = BoundStates(rawValue: 16)

    static let transmitting: BoundStates = [.transmitter, .transceiver]
    static let receiving: BoundStates = [.receiver, .transceiver]
    static let bound: BoundStates = [.transmitter, .receiver, .transceiver]
    static let all: BoundStates = [.open, .bound, .unbound]

    init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The set of this one state; empty for a closed session, where nothing is allowed.
    init(_ state: SessionState) {
        self =
            switch state {
            case .open: .open
            case .bound(.transmitter): .transmitter
            case .bound(.receiver): .receiver
            case .bound(.transceiver): .transceiver
            case .unbound: .unbound
            case .closed: BoundStates(rawValue: 128)
            }
    }
}

extension PDUBody {
    /// Whether this is a request about messages, which the owner makes and the peer answers.
    var isMessageRequest: Bool {
        switch self {
        case .submitSM, .submitMulti, .deliverSM, .dataSM, .querySM, .cancelSM, .replaceSM,
            .broadcastSM, .queryBroadcastSM, .cancelBroadcastSM:
            true
        default: false
        }
    }
}

extension CommandID {
    /// The command_id of the matching response: the same with the highest bit set.
    var response: CommandID { CommandID(rawValue: rawValue | 0x8000_0000) }

    /// The command_id of the request that a response answers.
    var request: CommandID { CommandID(rawValue: rawValue & 0x7FFF_FFFF) }
}
