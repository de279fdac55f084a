import Essentials
public import EventLoop
import SMPPCodec
import SMPPSession

/// How bytes become actions, and actions become calls and bytes.
extension SMPPLink: ConnectionHandler {
    /// Handles bytes of the peer.
    public func connection(_ connection: Connection, received bytes: UnsafeRawBufferPointer) {
        context.tally.bytesReceived += bytes.count
        unsafe framer.append(bytes)
        hasUnread = true
        settle()
    }

    /// Reports congestion to the owner.
    public func connection(_ connection: Connection, isCongested: Bool) {
        owner?.link(self, isCongested: isCongested)
        settle()
    }

    /// Ends the session, if it has not ended yet.
    public func connection(_ connection: Connection, closed reason: ConnectionEnd) {
        connectionEnd = reason
        machine.connectionLost(at: context.now, into: &actions)
        settle()
        context.metrics.closed()
    }

    /// Runs the state machine and performs its actions until nothing is left.
    ///
    /// Calls of the owner during that time are handled by the same loop: this keeps the order, and
    /// a call never finds the link in the middle of an update.
    func settle() {
        guard !isSettling else { return }
        isSettling = true
        repeat {
            feed()
            perform()
            deliver()
        } while !actions.isEmpty || !received.isEmpty || !finished.isEmpty || mayFeed
        context.actions.giveBack(&actions)
        isSettling = false
        guard !awaitsEndOfTurn else { return }
        awaitsEndOfTurn = true
        loop.atEndOfTurn(self)
    }

    private var mayFeed: Bool { hasUnread && !machine.isReadingPaused && !machine.isOver }

    private func feed() {
        guard mayFeed else { return }
        context.actions.lend(&actions)
        let now = context.now
        do {
            while mayFeed {
                switch try framer.next() {
                case .pdu(let pdu):
                    context.tally.note(received: pdu)
                    machine.received(pdu, at: now, into: &actions)
                case .fault(let fault):
                    context.tally.unreadable += 1
                    machine.received(fault, at: now, into: &actions)
                case nil: hasUnread = false
                }
            }
        } catch {
            hasUnread = false
            context.tally.unreadable += 1
            machine.received(error, at: now, into: &actions)
        }
    }
}

// MARK: Actions

extension SMPPLink {
    private func perform() {
        guard !actions.isEmpty else { return }
        var batch: [SessionAction] = []
        context.actions.lend(&batch)
        swap(&batch, &actions)
        for action in batch { perform(action, of: batch.count) }
        context.actions.giveBack(&batch)
    }

    private func perform(_ action: SessionAction, of count: Int) {
        switch action {
        case .send(let pdu): send(pdu)
        case .handle(let handle, let pdu):
            if received.isEmpty { received.reserveCapacity(count) }
            received.append(SMPPPeerRequest(handle: handle, pdu: pdu))
        case .answered(let token, let pdu):
            if finished.isEmpty { finished.reserveCapacity(count) }
            finished.append(.answered(token, pdu))
        case .lost(let token, let reason): finished.append(.lost(token, reason))
        case .authenticate(let request): notifyInOrder { $0.link(self, authenticate: request) }
        case .bound(let binding): notifyInOrder { $0.link(self, bound: binding) }
        case .notified(let pdu): notifyInOrder { $0.link(self, notified: pdu) }
        case .unreadable(let fault): owner?.link(self, unreadable: fault)
        case .pauseReading: connection.pauseReading()
        case .resumeReading: connection.resumeReading()
        case .close(let reason): end(reason)
        }
    }

    private func notifyInOrder(_ notify: (any SMPPLinkOwner) -> Void) {
        deliver()
        if let owner { notify(owner) }
    }

    /// Outcomes first: they make room for what the requests may cause.
    private func deliver() {
        if !finished.isEmpty {
            let outcomes = finished
            finished = []
            owner?.link(self, finished: outcomes)
        }
        if !received.isEmpty {
            let requests = received
            received = []
            owner?.link(self, received: requests)
        }
    }

    private func end(_ reason: CloseReason) {
        timer?.cancel()
        timer = nil
        let end = SMPPLinkEnd(reason: reason, connection: connectionEnd)
        notifyInOrder { $0.link(self, closed: end) }
        owner = nil
    }

    private func send(_ pdu: PDU) {
        context.output.lend(&output)
        do {
            try pdu.encode(into: &output)
            context.tally.note(sent: pdu)
        } catch {
            replace(pdu)
        }
    }

    /// Replaces a PDU that cannot be encoded: the peer or the owner gets a generic_nack.
    private func replace(_ pdu: PDU) {
        let nack = PDU(.genericNack, status: .systemError, sequence: pdu.sequence)
        if pdu.body.isResponse {
            do throws(EncodingFault) {
                try nack.encode(into: &output)
                context.tally.note(sent: nack)
            } catch {
                // Not even the nack has a form on the wire: the peer's own timer ends the request.
            }
        } else {
            machine.received(nack, at: context.now, into: &actions)
        }
    }
}

// MARK: The end of a turn

extension SMPPLink: EndOfTurn {
    /// Sends all output of the turn in one write, and sets the timer.
    public func turnEnds() {
        awaitsEndOfTurn = false
        if !output.isEmpty {
            context.tally.bytesSent += output.count
            connection.write(output)
        }
        context.output.giveBack(&output)
        context.publishAtEndOfTurn()
        if machine.isOver {
            connection.close(afterFlush: true)
        } else {
            setTimer()
        }
    }

    func tick() {
        alarm = nil
        machine.tick(at: context.now, into: &actions)
        settle()
    }

    /// Sets the timer only for an earlier time: an early tick costs less than a timer per PDU.
    private func setTimer() {
        guard let due = machine.nextDeadline else {
            timer?.cancel()
            alarm = nil
            return
        }
        if let alarm, alarm <= due { return }
        alarm = due
        timer?.set(after: max(due - context.now, .milliseconds(1)))
    }
}
