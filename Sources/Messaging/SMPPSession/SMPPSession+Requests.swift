public import Essentials
public import SMPPCodec

/// What the owner sends.
extension SMPPSession {
    /// Sends a request that the peer answers, if the window has room.
    ///
    /// The session itself sends bind, unbind and enquire_link; they are not allowed here.
    public mutating func request(
        _ body: consuming PDUBody,
        token: RequestToken,
        at now: Timestamp,
        into actions: inout [SessionAction]
    ) -> RequestAdmission {
        clock.advance(to: now)
        guard phase == .bound else { return .notBound }
        guard body.isMessageRequest, mayBeSent(body) else { return .notAllowed }
        guard outgoing.room > 0 else { return .windowFull }
        let sequence = nextSequence()
        outgoing.insert(
            OutgoingWindow.Entry(
                token: token,
                responseID: body.commandID.response,
                sentAt: clock.reading
            ),
            sequence: sequence
        )
        activeAt = clock.reading
        actions.append(.send(PDU(body, sequence: sequence)))
        return .sent(sequence: sequence)
    }

    /// Sends a PDU that has no answer: alert_notification when bound, outbind before.
    public mutating func notify(
        _ body: consuming PDUBody,
        at now: Timestamp,
        into actions: inout [SessionAction]
    ) -> RequestAdmission {
        clock.advance(to: now)
        guard !isOver else { return .notBound }
        switch body {
        case .alertNotification, .outbind: break
        default: return .notAllowed
        }
        guard mayBeSent(body) else { return .notAllowed }
        let sequence = nextSequence()
        actions.append(.send(PDU(body, sequence: sequence)))
        return .sent(sequence: sequence)
    }

    /// Answers a request of the peer with a status and no fields.
    ///
    /// Returns false, and does nothing, when the request needs no answer any more.
    @discardableResult
    public mutating func answer(
        _ handle: RequestHandle,
        status: CommandStatus,
        at now: Timestamp,
        into actions: inout [SessionAction]
    ) -> Bool {
        clock.advance(to: now)
        guard let entry = take(handle) else { return false }
        send(entry.commandID.emptyResponse, status: status, entry.sequence, into: &actions)
        return true
    }

    /// Answers a request of the peer.
    ///
    /// Returns false, and does nothing, when the request needs no answer any more.
    @discardableResult
    public mutating func answer(
        _ handle: RequestHandle,
        with body: consuming PDUBody,
        status: CommandStatus = .ok,
        at now: Timestamp,
        into actions: inout [SessionAction]
    ) -> Bool {
        clock.advance(to: now)
        guard let entry = take(handle) else { return false }
        send(body, status: status, entry.sequence, into: &actions)
        return true
    }

    /// Handles a PDU that the session asked to send and that cannot be encoded.
    ///
    /// A request ends as lost; a response is replaced by one without fields and ESME_RSYSERR.
    public mutating func couldNotWrite(
        _ pdu: PDU,
        at now: Timestamp,
        into actions: inout [SessionAction]
    ) {
        clock.advance(to: now)
        guard !isOver else { return }
        switch pdu.body {
        case .bindTransmitter, .bindReceiver, .bindTransceiver, .bindTransmitterResponse,
            .bindReceiverResponse, .bindTransceiverResponse:
            close(.unwritable, into: &actions)
        case let body where body.isResponse:
            let empty = body.commandID.request.emptyResponse
            actions.append(.send(PDU(empty, status: .systemError, sequence: pdu.sequence)))
        default:
            guard let entry = outgoing.entry(pdu.sequence) else { return }
            outgoing.remove(pdu.sequence)
            lose(entry.token, .unwritable, into: &actions)
            goOnEnding(into: &actions)
        }
    }

    private mutating func take(_ handle: RequestHandle) -> IncomingWindow.Entry? {
        guard !isOver, let entry = incoming.remove(handle) else {
            counters.lateAnswers += 1
            return nil
        }
        return entry
    }

    private mutating func send(
        _ body: consuming PDUBody,
        status: CommandStatus,
        _ sequence: UInt32,
        into actions: inout [SessionAction]
    ) {
        activeAt = clock.reading
        actions.append(.send(PDU(body, status: status, sequence: sequence)))
        if !clock.isReading, incoming.isHalfEmpty {
            clock.start()
            actions.append(.resumeReading)
        }
        goOnEnding(into: &actions)
    }

    private func mayBeSent(_ body: borrowing PDUBody) -> Bool {
        guard let rule = CommandRule.of(body) else { return false }
        return rule.allows(role, in: state) && version >= rule.since
    }
}
