import Essentials
import SMPPCodec

/// What the client of one system id knows, through every crash.
final class SMPPCrashRecord: Sendable {
    /// A receipt that the client answered.
    struct Report: Hashable, Sendable {
        let id: String
        /// The word for the state, as `DELIVRD`.
        let word: String
        /// Whether it tells of the end, and not of a step on the way.
        let isFinal: Bool
    }

    /// What is known so far.
    struct Knowledge: Sendable {
        /// Texts of messages whose submit_sm was answered with success, by the name they got.
        var promised: [String: String] = [:]
        /// Texts of messages that were outstanding when a session broke: stored or not.
        var uncertain: Set<String> = []
        /// Every receipt that was answered, in the order of the answers.
        var reports: [Report] = []
        /// Submissions without an answer.
        var outstanding = 0
        /// Answers that told to try again later.
        var postponed = 0
        /// Sessions that were bound, and receipts that a session left unanswered.
        var binds = 0
        var ignored = 0
        /// What must not come.
        var unexpected: [String] = []
    }

    private let known = Locked(Knowledge())

    var knowledge: Knowledge { known.withLock { $0 } }

    func note(_ change: (inout Knowledge) -> Void) { known.withLock { change(&$0) } }

    /// Takes the answer to a submission; false when the message must be submitted again.
    func take(_ answer: PDU, to message: ShortMessage) -> Bool {
        let text = String(decoding: message.shortMessage, as: UTF8.self)
        return known.withLock { known in
            known.outstanding -= 1
            switch (answer.status, answer.body) {
            case (.ok, .submitSMResponse(let reference)):
                if known.promised.updateValue(text, forKey: reference.messageID) != nil {
                    known.unexpected.append("\(reference.messageID) names two messages")
                }
            case (.throttled, _), (.systemError, _), (.messageQueueFull, _):
                known.postponed += 1
                return false
            default: known.unexpected.append("\(text) was answered \(answer.status)")
            }
            return true
        }
    }

    /// Takes a delivery that is answered now.
    func take(_ delivery: ShortMessage) {
        known.withLock { known in
            guard let receipt = DeliveryReceipt(delivery), let id = receipt.messageID,
                let word = receipt.status
            else {
                return known.unexpected.append("a delivery that is no receipt: \(delivery)")
            }
            let isFinal = delivery.esmClass.messageType == .deliveryReceipt
            known.reports.append(Report(id: id, word: word, isFinal: isFinal))
        }
    }
}
