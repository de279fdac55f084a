public import Essentials
import SMPPCodec

/// What time alone brings about.
extension SMPPSession {
    /// When ``tick(at:into:)`` is due; nil when no timer runs.
    ///
    /// PDUs of the peer only move deadlines back, so they need no change of a timer that is set: an
    /// early tick does nothing. A request, an answer, a bind or an unbind can bring a deadline
    /// forward.
    public var nextDeadline: Timestamp? {
        guard !isOver else { return nil }
        var earliest = stepDeadline
        func consider(_ moment: Timestamp?) {
            if let moment { earliest = min(earliest ?? moment, moment) }
        }
        if let sentAt = outgoing.oldestSentAt {
            consider(clock.moment(ofReading: sentAt + configuration.timers.response))
        }
        if binding != nil {
            consider(clock.moment(ofReading: probeDue))
            consider(clock.moment(ofReading: lastReceivedAt + configuration.timers.silence))
        }
        if let inactivityDue { consider(clock.moment(ofReading: inactivityDue)) }
        return earliest
    }

    /// Does what is due.
    public mutating func tick(at now: Timestamp, into actions: inout [SessionAction]) {
        clock.advance(to: now)
        guard !isOver else { return }
        if let stepDeadline, clock.now >= stepDeadline { return endStep(into: &actions) }
        guard binding != nil, clock.isReading else { return }
        let reading = clock.reading
        if reading >= lastReceivedAt + configuration.timers.silence {
            return close(.silent, into: &actions)
        }
        loseOverdue(at: reading, into: &actions)
        guard !isOver else { return }
        if let inactivityDue, reading >= inactivityDue {
            let deadline = clock.now + configuration.timers.unbind
            return startUnbind(.inactive, deadline: deadline, into: &actions)
        }
        if reading >= probeDue {
            probedAt = reading
            probeSequence = nextSequence()
            actions.append(.send(PDU(.enquireLink, sequence: probeSequence)))
        }
    }

    private var probeDue: Timestamp { max(lastReceivedAt, probedAt) + configuration.timers.probe }

    /// When the session becomes inactive; nil while anything is outstanding.
    private var inactivityDue: Timestamp? {
        guard phase == .bound, let inactivity = configuration.timers.inactivity,
            incoming.count == 0, outgoing.count == 0
        else { return nil }
        return activeAt + inactivity
    }

    private mutating func loseOverdue(
        at reading: Timestamp,
        into actions: inout [SessionAction]
    ) {
        var hasLost = false
        while let sentAt = outgoing.oldestSentAt,
            reading >= sentAt + configuration.timers.response,
            let entry = outgoing.removeOldest()
        {
            lose(entry.token, .timedOut, into: &actions)
            hasLost = true
        }
        if hasLost { goOnEnding(into: &actions) }
    }

    /// Ends a step that has taken too long.
    private mutating func endStep(into actions: inout [SessionAction]) {
        switch phase {
        case .open: close(.bindTimedOut, into: &actions)
        case .binding where role == .smsc:
            refuse(with: .systemError, .authenticationTimedOut, into: &actions)
        case .binding: close(.bindTimedOut, into: &actions)
        case .bound, .unbound, .closed: stepDeadline = nil
        case .draining, .unbinding, .peerUnbinding: close(.unbindTimedOut, into: &actions)
        }
    }
}
