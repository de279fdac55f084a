import AccountsModel
import Essentials
import MemoryPorts
import MessagingModel

extension MemoryMessages {
    /// Applies changes, with the store's part of a mutation.
    mutating func apply(
        _ changes: [PipelineChange],
        _ mutation: Mutation?
    ) -> [ChangeEffect] {
        let ledgerCount = ledger.count
        let effects = apply(changes)
        switch mutation {
        case .refundTwice:
            for entry in ledger[ledgerCount...] where entry.kind == .refund {
                topUp(entry.organization, by: entry.amount, at: entry.at)
            }
        case .applyReceiptTwice:
            for (change, effect) in zip(changes, effects) {
                if case .receipt = change { renotify(effect.notifications) }
            }
        default: break
        }
        return effects
    }

    /// What a node does that forgets about doubt: it takes hand-offs without an answer for messages
    /// that were never handed off.
    mutating func returnHandOffs(at moment: Timestamp) {
        let doubts = unansweredHandOffs
        _ = apply(doubts.map { .retry(.init($0, attempts: 0, dueAt: moment)) })
    }
}
