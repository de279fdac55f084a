public import Essentials
import SMPPCodec

/// How a session ends.
extension SMPPSession {
    /// Ends the session in an orderly way, at the latest at the deadline.
    ///
    /// No new requests are accepted, outstanding ones are answered, then the peer is unbound. A
    /// session that is not bound is closed at once. A second call can only bring the deadline
    /// forward.
    public mutating func startUnbind(
        at now: Timestamp,
        deadline: Timestamp,
        into actions: inout [SessionAction]
    ) {
        clock.advance(to: now)
        startUnbind(.unbound, deadline: deadline, into: &actions)
    }

    /// Ends the session because its connection is gone.
    public mutating func connectionLost(
        at now: Timestamp,
        into actions: inout [SessionAction]
    ) {
        clock.advance(to: now)
        if isOver { phase = .closed } else { close(.connectionLost, into: &actions) }
    }

    mutating func startUnbind(
        _ reason: CloseReason,
        deadline: Timestamp,
        into actions: inout [SessionAction]
    ) {
        switch phase {
        case .open: close(reason, into: &actions)
        case .binding:
            if role == .smsc {
                refuse(with: .systemError, reason, into: &actions)
            } else {
                close(reason, into: &actions)
            }
        case .bound:
            phase = .draining(reason)
            stepDeadline = deadline
            goOnEnding(into: &actions)
        case .draining, .unbinding, .peerUnbinding:
            stepDeadline = min(stepDeadline ?? deadline, deadline)
        case .unbound, .closed: break
        }
    }

    /// Handles an unbind of the peer: it is answered once the peer's requests are.
    mutating func receivedUnbind(_ pdu: borrowing PDU, into actions: inout [SessionAction]) {
        switch phase {
        case .bound, .draining:
            let limit = clock.now + configuration.timers.unbind
            stepDeadline = min(stepDeadline ?? limit, limit)
            phase = .peerUnbinding(sequence: pdu.sequence)
            goOnEnding(into: &actions)
        case .unbinding(let reason, _):
            actions.append(.send(pdu.response()))
            close(reason, orderly: true, into: &actions)
        case .peerUnbinding: actions.append(.send(pdu.response()))
        case .open, .binding, .unbound, .closed:
            refuse(pdu, .incorrectBindStatus, into: &actions)
        }
    }

    mutating func receivedUnbindAnswer(
        _ sequence: UInt32,
        into actions: inout [SessionAction]
    ) {
        guard case .unbinding(let reason, let expected) = phase, sequence == expected else {
            return countUnexpected()
        }
        close(reason, orderly: true, into: &actions)
    }

    /// Takes the next step of an end in progress, if nothing outstanding prevents it.
    mutating func goOnEnding(into actions: inout [SessionAction]) {
        switch phase {
        case .draining(let reason) where incoming.count == 0 && outgoing.count == 0:
            let sequence = nextSequence()
            phase = .unbinding(reason, sequence: sequence)
            actions.append(.send(PDU(.unbind, sequence: sequence)))
        case .peerUnbinding(let sequence) where incoming.count == 0:
            actions.append(.send(PDU(.unbindResponse, sequence: sequence)))
            close(.peerUnbound, orderly: true, into: &actions)
        default: break
        }
    }

    /// Ends the session, after everything outstanding.
    mutating func close(
        _ reason: CloseReason,
        orderly: Bool = false,
        into actions: inout [SessionAction]
    ) {
        while let entry = outgoing.removeOldest() {
            lose(entry.token, .sessionEnded, into: &actions)
        }
        incoming.removeAll()
        probeSequence = 0
        stepDeadline = nil
        phase = orderly ? .unbound : .closed
        actions.append(.close(reason))
    }

    mutating func lose(
        _ token: RequestToken,
        _ reason: LossReason,
        into actions: inout [SessionAction]
    ) {
        counters.lost += 1
        actions.append(.lost(token, reason))
    }
}
