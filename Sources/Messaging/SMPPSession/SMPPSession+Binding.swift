public import Essentials
public import SMPPCodec

/// How a session becomes bound, at either end.
extension SMPPSession {
    /// Sends a bind request; ``SessionAction/bound(_:)`` or a close reports the outcome.
    ///
    /// The request names the configured version. Returns false, and does nothing, when this end is
    /// no client or has sent a bind before.
    @discardableResult
    public mutating func bind(
        _ mode: BindMode,
        _ bind: Bind,
        at now: Timestamp,
        into actions: inout [SessionAction]
    ) -> Bool {
        clock.advance(to: now)
        guard role == .esme, phase == .open else { return false }
        var bind = bind
        bind.interfaceVersion = configuration.version.octet
        askedVersion = configuration.version
        let sequence = nextSequence()
        phase = .binding(mode, sequence: sequence)
        stepDeadline = clock.now + configuration.timers.bind
        actions.append(.send(PDU(mode.request(bind), sequence: sequence)))
        return true
    }

    /// Accepts the peer's bind; the name is this server's.
    ///
    /// The response names the version that both ends speak, so that a client never takes a newer
    /// one for granted.
    ///
    /// Does nothing when no bind waits for a decision, e.g. because the peer has disconnected.
    public mutating func acceptBind(
        as systemID: String,
        peer: String,
        at now: Timestamp,
        into actions: inout [SessionAction]
    ) {
        clock.advance(to: now)
        guard role == .smsc, case .binding(let mode, let sequence) = phase else { return }
        var response = BindResponse(systemID: systemID)
        // SMPP 3.4, 4.1.2: only peers of 3.4 and later understand optional parameters.
        if askedVersion.hasParameters {
            response.parameters.interfaceVersion = askedVersion.octet
        }
        actions.append(.send(PDU(mode.response(response), sequence: sequence)))
        clock.start()
        actions.append(.resumeReading)
        becomeBound(
            SessionBinding(mode: mode, version: askedVersion, systemID: peer),
            into: &actions
        )
    }

    /// Refuses the peer's bind, and ends the session.
    public mutating func refuseBind(
        with status: CommandStatus,
        at now: Timestamp,
        into actions: inout [SessionAction]
    ) {
        clock.advance(to: now)
        guard role == .smsc, case .binding = phase else { return }
        refuse(with: status, .bindRefused(status), into: &actions)
    }

    mutating func refuse(
        with status: CommandStatus,
        _ reason: CloseReason,
        into actions: inout [SessionAction]
    ) {
        if case .binding(let mode, let sequence) = phase {
            let response = mode.response(BindResponse(systemID: ""))
            actions.append(.send(PDU(response, status: status, sequence: sequence)))
        }
        close(reason, into: &actions)
    }

    /// Handles a bind request.
    ///
    /// Nothing more is read until the owner has decided: a client may send its first requests right
    /// behind the bind, and they are answered as those of a bound session, or not at all.
    mutating func receivedBind(
        _ mode: BindMode,
        _ bind: Bind,
        _ pdu: borrowing PDU,
        into actions: inout [SessionAction]
    ) {
        guard role == .smsc, !isOver else {
            return refuse(pdu, .incorrectBindStatus, into: &actions)
        }
        guard phase == .open else { return refuse(pdu, .alreadyBound, into: &actions) }
        askedVersion = min(InterfaceVersion(bind.interfaceVersion), configuration.version)
        phase = .binding(mode, sequence: pdu.sequence)
        stepDeadline = clock.now + configuration.timers.authentication
        clock.stop()
        actions.append(.pauseReading)
        actions.append(
            .authenticate(BindRequest(mode: mode, version: askedVersion, bind: bind))
        )
    }

    /// Handles the answer to our bind, which may be a generic_nack.
    mutating func receivedBindAnswer(
        _ pdu: borrowing PDU,
        _ response: BindResponse?,
        into actions: inout [SessionAction]
    ) {
        guard role == .esme, case .binding(let mode, let sequence) = phase,
            pdu.sequence == sequence
        else { return countUnexpected() }
        guard let response, pdu.status == .ok else {
            let status = pdu.status == .ok ? CommandStatus.bindFailed : pdu.status
            return close(.bindRefused(status), into: &actions)
        }
        // A server that names no version is assumed to have ours; 3.3 has no field for it.
        let peerVersion = response.parameters.interfaceVersion.map { InterfaceVersion($0) }
        becomeBound(
            SessionBinding(
                mode: mode,
                version: min(peerVersion ?? askedVersion, askedVersion),
                systemID: response.systemID
            ),
            into: &actions
        )
    }

    private mutating func becomeBound(
        _ binding: SessionBinding,
        into actions: inout [SessionAction]
    ) {
        self.binding = binding
        phase = .bound
        stepDeadline = nil
        (lastReceivedAt, activeAt) = (clock.reading, clock.reading)
        actions.append(.bound(binding))
    }
}
