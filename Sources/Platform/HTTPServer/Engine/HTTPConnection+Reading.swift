import Essentials
import EventLoop

// MARK: Input

extension HTTPConnection {
    /// Reads what was kept.
    func consumeInput() {
        guard !isConsuming, !input.isEmpty else { return }
        var kept: [UInt8] = []
        swap(&kept, &input)
        let left = kept.withUnsafeBytes { bytes in
            window = bytes
            consume()
            defer { window = UnsafeRawBufferPointer(start: nil, count: 0) }
            return window.count
        }
        guard !isEnding else { return }
        if left == 0 { return }
        kept.removeFirst(kept.count - left)
        input = kept
    }

    /// Reads requests from the window, as many as can be answered at once.
    func consume() {
        isConsuming = true
        defer { isConsuming = false }
        while !isEnding {
            if exchange == nil {
                guard !window.isEmpty, readHead() else { return }
            } else {
                guard readBody() else { return }
            }
        }
    }

    private func advance(_ count: Int) {
        window = UnsafeRawBufferPointer(rebasing: window[count...])
    }

    /// Reads a head and starts its handler; false if it is not complete or is refused.
    private func readHead() -> Bool {
        do throws(RequestRefusal) {
            switch try HeadParser(limits: limits).parse(window, searched: searched) {
            case .incomplete(let searched):
                self.searched = searched
                if !hasBegun {
                    hasBegun = true
                    deadline = monotonicNanoseconds() + loop.context.transferNanoseconds
                }
                return false
            case .head(let head, let bytes):
                searched = 0
                advance(bytes)
                begin(head)
                return true
            }
        } catch {
            refuse(error)
            return false
        }
    }

    /// Reads a part of the body; whether there is more to do.
    private func readBody() -> Bool {
        guard let current = exchange, !window.isEmpty, !current.body.isComplete else {
            return false
        }
        if current.waiter != nil {
            takeBody(keeping: true)
            return false
        }
        guard current.state == .discarding else { return false }
        takeBody(keeping: false)
        guard exchange?.body.isComplete == true else { return false }
        concluded()
        return true
    }

    /// Takes a part of the body from the window; what is wrong with it ends the connection.
    private func takeBody(keeping: Bool) {
        guard exchange != nil else { return }
        do throws(RequestRefusal) {
            if let count = try exchange?.body.take(window, keeping: keeping) { advance(count) }
            guard keeping else { return }
            try holdBody()
            if exchange?.body.isComplete == true { giveBody() }
        } catch {
            exchange?.mustClose = true
            guard keeping else { return transport.close() }
            give(.refused(error.response))
        }
    }

    /// Counts what is kept of the body, and what was announced, against its owner's share.
    private func holdBody() throws(RequestRefusal) {
        guard let exchange, !exchange.body.isComplete || heldBody.bytes > 0 else { return }
        let kept = exchange.body.bytes.count
        let wanted = exchange.body.remainingBytes.map { kept + $0 } ?? (kept | 0xFFFF)
        let isHeld = heldBody.hold(
            max(wanted, heldBody.bytes),
            of: loop.context.budget,
            for: exchange.owner
        )
        guard isHeld else { throw .busy }
    }

    /// Keeps at most one read of what nobody wants yet.
    func noteInput() {
        guard !isEnding else { return }
        let wantsMore =
            exchange == nil || exchange?.waiter != nil
            || exchange?.state == .discarding
        let mayRead = wantsMore || input.count < HTTPConnection.readBytes
        if mayRead == isPaused {
            isPaused = !mayRead
            if mayRead { transport.resumeReading() } else { transport.pauseReading() }
        }
        let counted = input.count > HTTPConnection.freeBytes ? input.count : 0
        guard counted != heldInput.bytes else { return }
        guard !heldInput.hold(counted, of: loop.context.budget, for: nil) else { return }
        if exchange == nil { refuse(.busy) } else { transport.close() }
    }

    /// What every connection may keep without being counted.
    private static let freeBytes = 4096
}

// MARK: Bodies

extension HTTPConnection {
    /// The body if it arrived together with the head.
    func bodyAtHand(of number: Int, for owner: ObjectID?) -> BodySource.Outcome? {
        guard number == exchangeNumber, exchange != nil, !isEnding else { return .lost }
        exchange?.owner = owner
        do throws(RequestRefusal) {
            try readAvailableBody()
        } catch {
            exchange?.mustClose = true
            return .refused(error.response)
        }
        guard exchange?.body.isComplete == true else { return nil }
        return (exchange?.body.release()).map { .bytes($0) }
    }

    private func readAvailableBody() throws(RequestRefusal) {
        if !isConsuming {
            // After a suspension, what came meanwhile is in the input.
            let kept = input
            input = []
            var count = 0
            var refusal: RequestRefusal?
            kept.withUnsafeBytes { bytes in
                do throws(RequestRefusal) {
                    count = try exchange?.body.take(bytes, keeping: true) ?? 0
                } catch {
                    refusal = error
                }
            }
            if let refusal { throw refusal }
            input = Array(kept[count...])
        } else if let count = try exchange?.body.take(window, keeping: true) {
            advance(count)
        }
    }

    /// Waits for the rest of the body.
    func awaitBody(of number: Int, for owner: ObjectID?, _ waiter: BodySource.Waiter) {
        if let outcome = bodyAtHand(of: number, for: owner) {
            return waiter.resume(returning: outcome)
        }
        guard !hasEnded else { return waiter.resume(returning: .lost) }
        exchange?.waiter = waiter
        do throws(RequestRefusal) {
            try holdBody()
        } catch {
            exchange?.mustClose = true
            return give(.refused(error.response))
        }
        transport.readBytes = .max
        if let head = exchange?.head, head.awaitsContinue, exchange?.body.receivedBytes == 0 {
            exchange?.isContinued = true
            transport.write(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8))
        }
        noteInput()
    }

    private func giveBody() {
        guard let bytes = exchange?.body.release() else { return }
        give(.bytes(bytes))
    }

    private func give(_ outcome: BodySource.Outcome) {
        let waiter = exchange?.waiter
        exchange?.waiter = nil
        transport.readBytes = HTTPConnection.readBytes
        waiter?.resume(returning: outcome)
    }
}
