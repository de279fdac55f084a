public import Essentials
public import SMPPCodec

/// What the peer sends.
extension SMPPSession {
    /// Handles a PDU of the peer.
    public mutating func received(
        _ pdu: consuming PDU,
        at now: Timestamp,
        into actions: inout [SessionAction]
    ) {
        guard noteReceived(at: now) else { return }
        if pdu.body.isResponse {
            receivedResponse(pdu, into: &actions)
        } else {
            receivedRequest(pdu, into: &actions)
        }
    }

    /// Handles a PDU that has a valid length but cannot be decoded; the session goes on.
    ///
    /// A request is answered with the fault's status; a response ends the request that it answers.
    public mutating func received(
        _ fault: DecodingFault,
        at now: Timestamp,
        into actions: inout [SessionAction]
    ) {
        guard noteReceived(at: now) else { return }
        counters.unreadable += 1
        actions.append(.unreadable(fault))
        if let answer = fault.answer { return actions.append(.send(answer)) }
        if case .binding(_, let sequence) = phase, sequence == fault.sequence, role == .esme {
            return close(.bindRefused(fault.status), into: &actions)
        }
        guard let entry = outgoing.entry(fault.sequence) else { return countUnexpected() }
        outgoing.remove(fault.sequence)
        lose(entry.token, .unreadableAnswer, into: &actions)
        goOnEnding(into: &actions)
    }

    /// Ends the session because the peer's bytes cannot be split into PDUs.
    public mutating func received(
        _ fault: FramingFault,
        at now: Timestamp,
        into actions: inout [SessionAction]
    ) {
        guard noteReceived(at: now) else { return }
        counters.unreadable += 1
        actions.append(.send(fault.answer))
        close(.unreadable, into: &actions)
    }

    private mutating func noteReceived(at now: Timestamp) -> Bool {
        clock.advance(to: now)
        guard !isOver else {
            counters.afterEnd += 1
            return false
        }
        lastReceivedAt = clock.reading
        return true
    }

    // MARK: Requests

    private mutating func receivedRequest(
        _ pdu: consuming PDU,
        into actions: inout [SessionAction]
    ) {
        switch pdu.body {
        case .enquireLink: actions.append(.send(pdu.response()))
        case .bindTransmitter(let bind): receivedBind(.transmitter, bind, pdu, into: &actions)
        case .bindReceiver(let bind): receivedBind(.receiver, bind, pdu, into: &actions)
        case .bindTransceiver(let bind): receivedBind(.transceiver, bind, pdu, into: &actions)
        case .unbind: receivedUnbind(pdu, into: &actions)
        case .outbind, .alertNotification: receivedNotification(pdu, into: &actions)
        case .unknown:
            counters.unreadable += 1
            actions.append(.send(pdu.response(status: .invalidCommandID)))
        default: receivedMessage(pdu, into: &actions)
        }
    }

    private mutating func receivedMessage(
        _ pdu: consuming PDU,
        into actions: inout [SessionAction]
    ) {
        guard let rule = CommandRule.of(pdu.body), rule.allows(role.peer, in: state) else {
            return refuse(pdu, .incorrectBindStatus, into: &actions)
        }
        // Clients of 3.3 use data_sm before their version has it; the 5.0 commands are all new.
        guard rule.since < .v50 || version >= .v50 else {
            return refuse(pdu, .invalidCommandID, into: &actions)
        }
        activeAt = clock.reading
        if phase != .bound {
            return refuse(pdu, configuration.drainingStatus, into: &actions)
        }
        guard !incoming.isFull else {
            counters.overWindow += 1
            let response = pdu.response(status: configuration.overflowStatus)
            return actions.append(.send(response))
        }
        guard bucket?.take(at: clock.now) ?? true else {
            counters.throttled += 1
            return actions.append(.send(pdu.response(status: .throttled)))
        }
        counters.handled += 1
        let handle = incoming.insert(sequence: pdu.sequence, commandID: pdu.commandID)
        actions.append(.handle(handle, pdu))
        if incoming.isFull, configuration.overflow == .pauseReading {
            clock.stop()
            actions.append(.pauseReading)
        }
    }

    private mutating func receivedNotification(
        _ pdu: consuming PDU,
        into actions: inout [SessionAction]
    ) {
        guard let rule = CommandRule.of(pdu.body), rule.allows(role.peer, in: state) else {
            counters.wrongState += 1
            return
        }
        actions.append(.notified(pdu))
    }

    /// Answers a request that is not allowed in this state.
    mutating func refuse(
        _ pdu: borrowing PDU,
        _ status: CommandStatus,
        into actions: inout [SessionAction]
    ) {
        counters.wrongState += 1
        actions.append(.send(pdu.response(status: status)))
    }

    // MARK: Responses

    private mutating func receivedResponse(
        _ pdu: consuming PDU,
        into actions: inout [SessionAction]
    ) {
        switch pdu.body {
        case .enquireLinkResponse: receivedProbeAnswer(pdu.sequence)
        case .unbindResponse: receivedUnbindAnswer(pdu.sequence, into: &actions)
        case .bindTransmitterResponse(let response), .bindReceiverResponse(let response),
            .bindTransceiverResponse(let response):
            receivedBindAnswer(pdu, response, into: &actions)
        case .genericNack: receivedNack(pdu, into: &actions)
        default:
            guard let entry = outgoing.entry(pdu.sequence), entry.responseID == pdu.commandID
            else { return countUnexpected() }
            finish(entry, with: pdu, into: &actions)
        }
    }

    /// Handles a generic_nack, which answers any request with its number.
    private mutating func receivedNack(
        _ pdu: consuming PDU,
        into actions: inout [SessionAction]
    ) {
        if let entry = outgoing.entry(pdu.sequence) {
            return finish(entry, with: pdu, into: &actions)
        }
        switch phase {
        case .binding(_, let sequence) where sequence == pdu.sequence:
            receivedBindAnswer(pdu, nil, into: &actions)
        case .unbinding(_, let sequence) where sequence == pdu.sequence:
            receivedUnbindAnswer(pdu.sequence, into: &actions)
        default: receivedProbeAnswer(pdu.sequence)
        }
    }

    private mutating func finish(
        _ entry: OutgoingWindow.Entry,
        with pdu: consuming PDU,
        into actions: inout [SessionAction]
    ) {
        outgoing.remove(pdu.sequence)
        counters.answered += 1
        activeAt = clock.reading
        actions.append(.answered(entry.token, pdu))
        goOnEnding(into: &actions)
    }

    private mutating func receivedProbeAnswer(_ sequence: UInt32) {
        guard probeSequence != 0, sequence == probeSequence else { return countUnexpected() }
        probeSequence = 0
    }

    mutating func countUnexpected() { counters.unexpectedResponses += 1 }
}
