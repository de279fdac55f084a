import AccountsModel
import Essentials
package import MessagingModel

/// The steps of messages, with the outcomes of the SQL store.
extension MemoryMessages {
    /// Applies the changes of a batch, and returns what each did.
    ///
    /// Receipts are applied after the answers of the same batch, wherever they are in it.
    package mutating func apply(_ changes: [PipelineChange]) -> [ChangeEffect] {
        effects = Array(repeating: ChangeEffect(), count: changes.count)
        for (index, change) in changes.enumerated() where !change.isReception {
            step(change, index)
        }
        for (index, change) in changes.enumerated() {
            switch change {
            case .receipt(let receipt): receive(receipt, index)
            case .inbound(let inbound): receive(inbound, index)
            default: break
            }
        }
        return effects
    }

    private mutating func step(_ change: PipelineChange, _ index: Int) {
        switch change {
        case .release(let release): self.release(release, index)
        case .handOff(let handOff): self.handOff(handOff, index)
        case .sent(let sent): send(sent, index)
        case .retry(let retry): self.retry(retry, index)
        case .doubt(let doubt): self.doubt(doubt, index)
        case .finish(let finish): self.finish(finish, index)
        case .receipt, .inbound: break
        }
    }

    private mutating func release(_ release: PipelineChange.Release, _ index: Int) {
        guard case .scheduled = places[release.key] else { return }
        places[release.key] = .outbox(attempts: 0, dueAt: release.at)
        messages[release.key]?.status = .enqueued
        touched.insert(release.key)
        effects[index].status = .enqueued
        effects[index].queued = queued(release.key)
    }

    private mutating func handOff(_ handOff: PipelineChange.HandOff, _ index: Int) {
        guard isInOutbox(handOff.key) || isStored(handOff) else { return }
        touched.insert(handOff.key)
        places[handOff.key] = .handOff(
            HandOff(carrier: handOff.carrier, attempt: handOff.attempt)
        )
        effects[index].status = .enqueued
    }

    /// Whether an earlier change stored the same attempt, and nobody was told.
    private func isStored(_ handOff: PipelineChange.HandOff) -> Bool {
        guard handOff.mayBeStored, let stored = self.handOff(of: handOff.key) else { return false }
        return stored.attempt == handOff.attempt && stored.inDoubtSince == nil
    }

    private mutating func send(_ sent: PipelineChange.Sent, _ index: Int) {
        guard messages[sent.key]?.status == .enqueued else { return }
        leave(sent.key)
        messages[sent.key]?.sentAt = sent.at
        messages[sent.key]?.carrier = sent.carrier
        reach(.sent, of: sent.key, change: index, at: sent.at)
        // A reference that another message awaits cannot name this one, which then expires.
        let references = Set(sent.references.filter { !$0.isEmpty })
            .map { Reference(carrier: sent.carrier, name: $0) }
            .filter { awaited[$0] == nil }
        waitForReceipts(Set(references), of: sent.key)
        let isEarly = { (receipt: PipelineChange.Receipt) in
            references.contains(receipt.reference)
        }
        receive(takeEarly(where: isEarly), index)
    }

    mutating func waitForReceipts(_ references: Set<Reference>, of key: MessageKey) {
        for reference in references { awaited[reference] = key }
        places[key] = .awaitingReceipt(
            references: references,
            partsCount: max(references.count, 1)
        )
    }

    private mutating func retry(_ retry: PipelineChange.Retry, _ index: Int) {
        guard handOff(of: retry.key) != nil else { return }
        places[retry.key] = .outbox(attempts: retry.attempts, dueAt: retry.dueAt)
        effects[index].status = .enqueued
    }

    private mutating func doubt(_ doubt: PipelineChange.Doubt, _ index: Int) {
        guard var handOff = handOff(of: doubt.key), handOff.inDoubtSince == nil else { return }
        handOff.inDoubtSince = doubt.at
        places[doubt.key] = .handOff(handOff)
        effects[index].status = .enqueued
        let message = messages[doubt.key]
        let isEarly = { (receipt: PipelineChange.Receipt) in
            guard receipt.carrier == handOff.carrier else { return false }
            if let key = receipt.receipt.key { return key == doubt.key }
            guard let hint = receipt.receipt.hint else { return false }
            return hint.shortReference == doubt.key.shortReference
                && hint.destination == message?.destination
        }
        receive(takeEarly(where: isEarly), index)
    }

    private mutating func finish(_ finish: PipelineChange.Finish, _ index: Int) {
        guard let message = messages[finish.key], !message.status.isFinal else { return }
        leave(finish.key)
        reach(
            finish.status,
            code: finish.code,
            of: finish.key,
            change: index,
            at: finish.at
        )
        if finish.refund { refund(message, at: finish.at) }
    }
}

extension PipelineChange {
    fileprivate var isReception: Bool {
        switch self {
        case .receipt, .inbound: true
        default: false
        }
    }
}
