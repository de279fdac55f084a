import AccountsModel
import Essentials
import MessagingModel

extension Pipeline {
    /// Has a batch stored; while the store refuses another one, it waits.
    mutating func write(_ batch: PipelineBatch) {
        guard !batch.changes.isEmpty else { return }
        guard storeBlockedUntil == nil else {
            unwritten.append(batch)
            return
        }
        batchesInStore += 1
        if batch.cause == .handOff { handOffsInStore += 1 }
        act(.apply(batch))
    }

    /// Handles the store's answer to a batch.
    mutating func applied(
        _ batch: PipelineBatch,
        _ result: Result<[ChangeEffect], ServiceError>,
        at now: Timestamp
    ) {
        batchesInStore -= 1
        if batch.cause == .handOff { handOffsInStore -= 1 }
        switch result {
        case .success(let effects):
            report(effects)
            switch batch.cause {
            case .handOff: submit(batch.changes, effects, at: now)
            case .progress: follow(batch.changes, effects, at: now)
            case .reception(let ticket):
                reportUnmatched(batch.changes, effects)
                acknowledge(ticket)
            }
        case .failure(let error):
            report(.storeFailed(error))
            if error.isPassing {
                postpone(batch, at: now)
            } else {
                isolate(batch, at: now)
            }
        }
    }

    /// Sends notifications, and counts statuses.
    private mutating func report(_ effects: [ChangeEffect]) {
        var notifications: [Notification] = []
        var counts: [MessageStatus: Int] = [:]
        for effect in effects {
            notifications += effect.notifications
            if let status = effect.status, status != .enqueued { counts[status, default: 0] += 1 }
        }
        if !notifications.isEmpty {
            // Their ids grow in the order of their causes; effects are in the order of the changes.
            notifications.sort { $0.id < $1.id }
            act(.notify(notifications))
        }
        for status in MessageStatus.allCases {
            if let count = counts[status] { report(.reached(status, count: count)) }
        }
    }

    private mutating func reportUnmatched(
        _ changes: [PipelineChange],
        _ effects: [ChangeEffect]
    ) {
        for (index, effect) in effects.enumerated() {
            guard let fault = effect.fault, case .receipt(let receipt) = changes[index] else {
                continue
            }
            report(.unmatched(receipt.receipt, fault, receipt.carrier))
        }
    }

    /// Submits messages whose hand-off is stored to their carriers.
    private mutating func submit(
        _ changes: [PipelineChange],
        _ effects: [ChangeEffect],
        at now: Timestamp
    ) {
        var groups: [(carrier: CarrierID, submissions: [Submission])] = []
        for (change, effect) in zip(changes, effects) {
            guard case .handOff(let handOff) = change else { continue }
            if handOff.mayBeStored { unconfirmedHandOffs.remove(handOff.key) }
            guard effect.status != nil, let submission = waiting.submission(of: handOff) else {
                withdraw(handOff, at: now)
                continue
            }
            if let index = groups.firstIndex(where: { $0.carrier == handOff.carrier }) {
                groups[index].submissions.append(submission)
            } else {
                groups.append((handOff.carrier, [submission]))
            }
        }
        for group in groups {
            if isAttached(group.carrier) {
                act(.submit(group.submissions, group.carrier))
            } else {
                giveBack(group.submissions, of: group.carrier, at: now)
            }
        }
    }

    /// Requeues messages whose carrier was detached while their hand-off was being stored.
    private mutating func giveBack(
        _ submissions: [Submission],
        of carrier: CarrierID,
        at now: Timestamp
    ) {
        for message in submissions {
            answered(SubmitResult(to: message, .notSubmitted, at: now), by: carrier, at: now)
        }
    }

    /// Adds messages that a change has put into the outbox.
    private mutating func follow(
        _ changes: [PipelineChange],
        _ effects: [ChangeEffect],
        at now: Timestamp
    ) {
        for (change, effect) in zip(changes, effects) {
            switch change {
            case .release(let release): follow(release.key, effect, at: now)
            case .retry(let retry): follow(retry.key, effect, at: now)
            case .finish(let finish): unconfirmedHandOffs.remove(finish.key)
            default: break
            }
        }
    }

    /// A change without an effect may be in the store since an earlier batch, whose answer was
    /// lost, so the outbox is read.
    private mutating func follow(_ key: MessageKey, _ effect: ChangeEffect, at now: Timestamp) {
        if let queued = effect.queued {
            waiting.add(queued, at: now)
        } else if !waiting.contains(key) {
            waiting.overflow([key.project])
        }
    }

    private mutating func acknowledge(_ ticket: ReceptionTicket) {
        if let left = unacknowledged[ticket], left > 1 {
            unacknowledged[ticket] = left - 1
            return
        }
        unacknowledged[ticket] = nil
        act(.acknowledge(ticket))
    }

    /// Handles the messages that were read from a project's outbox.
    mutating func loaded(
        _ result: Result<[QueuedMessage], ServiceError>,
        of project: ProjectID,
        limit: Int,
        at now: Timestamp
    ) {
        switch result {
        case .success(let messages): waiting.load(messages, of: project, limit: limit, at: now)
        case .failure(let error):
            waiting.loadFailed()
            report(.storeFailed(error))
            blockStore(at: now)
        }
    }

    // MARK: Refused batches

    private mutating func blockStore(at now: Timestamp) {
        storeBlockedUntil = now + configuration.storeRetryPause
    }

    /// Keeps a batch to write it again; hand-offs are decided again instead.
    private mutating func postpone(_ batch: PipelineBatch, at now: Timestamp) {
        if batch.cause == .handOff {
            for case .handOff(let handOff) in batch.changes { postpone(handOff, at: now) }
        } else {
            unwritten.append(batch)
        }
        blockStore(at: now)
    }

    /// Lets the message of a hand-off wait that the store did not confirm.
    private mutating func postpone(_ handOff: PipelineChange.HandOff, at now: Timestamp) {
        unconfirmedHandOffs.insert(handOff.key)
        let decision = waiting.answered(
            handOff.key,
            attempt: handOff.attempt,
            with: .notSubmitted,
            at: now
        )
        if decision == .expired { progress.append(.expired(handOff.key, refund: true, at: now)) }
    }

    /// Drops the message of a hand-off that is no longer in the outbox, for example because it was
    /// cancelled.
    private mutating func withdraw(_ handOff: PipelineChange.HandOff, at now: Timestamp) {
        _ = waiting.answered(
            handOff.key,
            attempt: handOff.attempt,
            with: .notSubmitted,
            at: now
        )
        waiting.remove(handOff.key)
    }

    /// Writes the changes of a batch one by one, and drops the one that cannot be stored.
    private mutating func isolate(_ batch: PipelineBatch, at now: Timestamp) {
        guard batch.changes.count == 1, let change = batch.changes.first else {
            if case .reception(let ticket) = batch.cause {
                unacknowledged[ticket] = batch.changes.count
            }
            for change in batch.changes { write(PipelineBatch(batch.cause, [change])) }
            return
        }
        report(.dropped(change))
        switch batch.cause {
        case .handOff: if case .handOff(let handOff) = change { withdraw(handOff, at: now) }
        case .progress: break
        case .reception(let ticket): acknowledge(ticket)
        }
    }
}
