import Collections
import Essentials
import MessagingModel
import SMPPCodec

/// The messages handed to a connector, with their parts, until each has its one result.
///
/// A pure state machine: it decides what to send and how a message ended; the connector sends.
struct SubmissionLedger {
    /// A part to send.
    struct Part {
        let token: UInt64
        let message: ShortMessage
    }

    /// The state of one part.
    private enum State {
        case waiting, sent
        case accepted(String)
        case refused(StatusTable.Verdict, CommandStatus)
        case lost
    }

    private struct Entry {
        var key: MessageKey
        var attempt: Int
        var handOff: Int
        var takenAt: Timestamp
        var messages: [ShortMessage]
        var states: [State]
        var tries = 0
        /// Parts that wait or are in flight.
        var open: Int
        var generation: UInt32
    }

    /// Delays before a part is sent again after a `retry`: 1, 2 and 4 s.
    private static let backoff = Backoff(first: .seconds(1), longest: .seconds(8), jitter: 0.2)
    private static let mostTries = 3
    /// Once some parts are accepted the message cannot be rerouted, so the others are retried more.
    private static let mostTriesOfRest = 8

    private var entries: [Entry?] = []
    private var free: [UInt32] = []
    private var generation: UInt32 = 0
    /// Parts that can be sent now, oldest first.
    private var queue = Deque<UInt64>()
    private var later = TimerQueue<UInt64>()
    private var generator: SeededGenerator

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    /// Messages without a result.
    var count: Int { entries.count - free.count }
    /// Parts that can be sent now.
    var waitingParts: Int { queue.count }
    /// When the next part is to be sent again.
    var nextDue: Timestamp? { later.nextDue }

    // MARK: In

    /// Adds a message with its parts, at least one.
    mutating func take(_ submission: Submission, _ parts: [ShortMessage], at now: Timestamp) {
        generation &+= 1
        let entry = Entry(
            key: submission.key,
            attempt: submission.attempt,
            handOff: submission.handOff,
            takenAt: now,
            messages: parts,
            states: Array(repeating: .waiting, count: parts.count),
            open: parts.count,
            generation: generation & 0xFF_FFFF
        )
        let slot: UInt32
        if let reused = free.popLast() {
            slot = reused
            entries[Int(slot)] = entry
        } else {
            slot = UInt32(entries.count)
            entries.append(entry)
        }
        for part in parts.indices { queue.append(token(slot, part, entry.generation)) }
    }

    /// Queues the parts whose time to be sent again has come.
    mutating func wake(at now: Timestamp) {
        while let token = later.popDue(at: now) { queue.append(token) }
    }

    // MARK: Out

    /// The next part to send; it counts as sent from now on.
    mutating func next() -> Part? {
        while let token = queue.popFirst() {
            guard let (slot, part) = place(of: token), let entry = entries[slot],
                case .waiting = entry.states[part]
            else { continue }
            entries[slot]?.states[part] = .sent
            return Part(token: token, message: entry.messages[part])
        }
        return nil
    }

    /// Queues a part that was not sent after all.
    mutating func putBack(_ token: UInt64) {
        guard let (slot, part) = place(of: token) else { return }
        entries[slot]?.states[part] = .waiting
        queue.append(token)
    }

    /// The message of a part; nil once it has its result.
    func key(of token: UInt64) -> MessageKey? {
        place(of: token).flatMap { entries[$0.slot]?.key }
    }

    // MARK: Answers

    /// A message's result, and the time it took.
    struct Settled {
        let result: SubmitResult
        let duration: Duration
    }

    /// Records that the carrier accepted a part.
    mutating func accepted(_ token: UInt64, as reference: String, at now: Timestamp) -> Settled? {
        close(token, .accepted(reference), at: now)
    }

    /// Records that the carrier refused a part.
    mutating func refused(
        _ token: UInt64,
        _ verdict: StatusTable.Verdict,
        _ status: CommandStatus,
        at now: Timestamp
    ) -> Settled? {
        close(token, .refused(verdict, status), at: now)
    }

    /// Records that a part will not be answered.
    mutating func lost(_ token: UInt64, at now: Timestamp) -> Settled? {
        close(token, .lost, at: now)
    }

    /// Gives up parts that wait: messages of which nothing was sent are given back, others are in
    /// doubt.
    ///
    /// Messages with parts in flight stay until those are answered or lost.
    mutating func giveUpWaiting(at now: Timestamp) -> [SubmitResult] {
        var results: [SubmitResult] = []
        for slot in entries.indices {
            guard let entry = entries[slot] else { continue }
            var isBegun = false
            var waiting: [Int] = []
            for (part, state) in entry.states.enumerated() {
                if case .waiting = state { waiting.append(part) } else { isBegun = true }
            }
            guard !waiting.isEmpty else { continue }
            guard isBegun else {
                results.append(finish(slot, .notSubmitted, at: now).result)
                continue
            }
            for part in waiting { entries[slot]?.states[part] = .lost }
            entries[slot]?.open -= waiting.count
            if entries[slot]?.open == 0 { results.append(finish(slot, .inDoubt, at: now).result) }
        }
        queue.removeAll()
        later = TimerQueue()
        return results
    }

    // MARK: Results

    private mutating func close(_ token: UInt64, _ state: State, at now: Timestamp) -> Settled? {
        guard let (slot, part) = place(of: token), case .sent? = entries[slot]?.states[part] else {
            return nil
        }
        entries[slot]?.states[part] = state
        entries[slot]?.open -= 1
        guard entries[slot]?.open == 0 else { return nil }
        return settle(slot, at: now)
    }

    private mutating func settle(_ slot: Int, at now: Timestamp) -> Settled? {
        guard let entry = entries[slot] else { return nil }
        var references: [String] = []
        var refused: [(part: Int, verdict: StatusTable.Verdict, status: CommandStatus)] = []
        for (part, state) in entry.states.enumerated() {
            switch state {
            case .accepted(let reference): references.append(reference)
            case .refused(let verdict, let status): refused.append((part, verdict, status))
            case .lost: return finish(slot, .inDoubt, at: now)
            case .waiting, .sent: break
            }
        }
        guard let first = refused.first else {
            return finish(slot, .accepted(references: references), at: now)
        }
        for (_, verdict, status) in refused {
            guard case .reject(let code) = verdict else { continue }
            return finish(slot, .rejected(code: code, carrierCode: "\(status)"), at: now)
        }
        let isBegun = !references.isEmpty
        let again = refused.allSatisfy { $0.verdict == .retry }
        if isBegun && entry.tries < Self.mostTriesOfRest || again && entry.tries < Self.mostTries {
            sendAgain(refused.map(\.part), of: slot, at: now)
            return nil
        }
        if isBegun {
            // The carrier has some parts and will never get the others: the text cannot arrive.
            let code = StatusCode.networkError
            return finish(slot, .rejected(code: code, carrierCode: "\(first.status)"), at: now)
        }
        let isThrottled = refused.contains { $0.verdict == .throttle }
        return finish(
            slot,
            isThrottled ? .throttled : .temporaryFailure(carrierCode: "\(first.status)"),
            at: now
        )
    }

    private mutating func sendAgain(_ parts: [Int], of slot: Int, at now: Timestamp) {
        guard var entry = entries[slot] else { return }
        entry.tries += 1
        entry.open = parts.count
        let pause = Self.backoff.delay(beforeRetry: entry.tries, using: &generator)
        for part in parts {
            entry.states[part] = .waiting
            later.insert(token(UInt32(slot), part, entry.generation), at: now + pause)
        }
        entries[slot] = entry
    }

    private mutating func finish(
        _ slot: Int,
        _ outcome: SubmitResult.Outcome,
        at now: Timestamp
    ) -> Settled {
        guard let entry = entries[slot] else {
            preconditionFailure("only a message that is there has a result")
        }
        entries[slot] = nil
        free.append(UInt32(slot))
        let result = SubmitResult(
            key: entry.key,
            attempt: entry.attempt,
            handOff: entry.handOff,
            outcome: outcome,
            at: now
        )
        return Settled(result: result, duration: now - entry.takenAt)
    }

    // MARK: Tokens

    /// 24 bits of the entry's generation, 8 of the part, 32 of the slot.
    private func token(_ slot: UInt32, _ part: Int, _ generation: UInt32) -> UInt64 {
        UInt64(generation) << 40 | UInt64(UInt8(clamping: part)) << 32 | UInt64(slot)
    }

    private func place(of token: UInt64) -> (slot: Int, part: Int)? {
        let slot = Int(token & 0xFFFF_FFFF)
        let part = Int(token >> 32 & 0xFF)
        guard slot < entries.count, let entry = entries[slot],
            entry.generation == UInt32(token >> 40), part < entry.states.count
        else { return nil }
        return (slot, part)
    }
}
