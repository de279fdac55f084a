import AccountsModel
import Essentials
import MessagingModel

/// Receipts and inbound messages.
extension MemoryMessages {
    /// Applies receipts in the order of a message's life.
    mutating func receive(_ receipts: [PipelineChange.Receipt], _ index: Int) {
        for receipt in receipts.sorted(by: { $0.receipt.status.rank < $1.receipt.status.rank }) {
            receive(receipt, index)
        }
    }

    /// Applies a receipt; one that comes before its message is sent is kept until then.
    mutating func receive(_ receipt: PipelineChange.Receipt, _ index: Int) {
        if receipt.receipt.fault != nil {
            list(receipt, index)
        } else if let key = awaited[receipt.reference] {
            if decides(receipt, on: key) { apply(receipt, to: key, index) }
        } else if let key = doubt(provenBy: receipt) {
            prove(key, by: receipt, index)
        } else if mayComeEarly(receipt) {
            keepEarly(receipt)
        } else if receipt.receipt.key == nil {
            list(receipt, index)
        }
    }

    /// Keeps a receipt without a message for the operator.
    private mutating func list(_ receipt: PipelineChange.Receipt, _ index: Int) {
        let unmatched = UnmatchedReceipt(
            receipt.receipt,
            of: receipt.carrier,
            id: ids.next(),
            at: receipt.receipt.at
        )
        unmatchedReceipts.append(unmatched)
        effects[index].fault = unmatched.fault
    }

    mutating func receive(_ inbound: PipelineChange.Inbound, _ index: Int) {
        let reference = Reference(carrier: inbound.carrier, name: inbound.message.reference)
        guard self.inbound[reference] == nil else { return }
        self.inbound[reference] = inbound
        guard let key = inbound.message.answering, let answered = messages[key],
            callbacks.contains(answered.token)
        else { return }
        let notification = Notification(
            id: ids.next(),
            endpoint: NotificationEndpoint(project: key.project, token: answered.token),
            subject: key.id,
            payload: .inboundMessage(
                InboundMessagePayload(
                    status: inbound.status,
                    clientID: answered.clientID,
                    text: inbound.message.text,
                    isBinary: inbound.message.isBinary,
                    from: inbound.message.origin.text,
                    to: inbound.message.recipient
                )
            ),
            eventAt: inbound.message.at,
            dueAt: inbound.message.at
        )
        notifications.append(notification)
        effects[index].notifications.append(notification)
    }

    // MARK: Early receipts

    mutating func takeEarly(
        where fits: (PipelineChange.Receipt) -> Bool
    ) -> [PipelineChange.Receipt] {
        let taken = earlyReceipts.filter(fits)
        if !taken.isEmpty { earlyReceipts.removeAll(where: fits) }
        return taken
    }

    private mutating func keepEarly(_ receipt: PipelineChange.Receipt) {
        let isKept = earlyReceipts.contains {
            $0.reference == receipt.reference && $0.receipt.status == receipt.receipt.status
        }
        if !isKept { earlyReceipts.append(receipt) }
    }

    /// Whether the receipt may belong to a hand-off; otherwise it repeats another receipt.
    private func mayComeEarly(_ receipt: PipelineChange.Receipt) -> Bool {
        if let key = receipt.receipt.key { return handOff(of: key) != nil }
        return places.contains { key, _ in
            handOff(of: key)?.carrier == receipt.carrier && receipt.carrier != .simulator
        }
    }

    // MARK: Parts

    /// Whether the receipt decides about the message: it is delivered with its last part, and ends
    /// with the first part that is not.
    private mutating func decides(
        _ receipt: PipelineChange.Receipt,
        on key: MessageKey
    ) -> Bool {
        guard case .awaitingReceipt(var references, let partsCount) = places[key],
            partsCount > 1, receipt.receipt.status == .delivered
        else { return true }
        references.remove(receipt.reference)
        awaited[receipt.reference] = nil
        places[key] = .awaitingReceipt(references: references, partsCount: partsCount)
        return references.isEmpty
    }

    private mutating func apply(
        _ receipt: PipelineChange.Receipt,
        to key: MessageKey,
        _ index: Int
    ) {
        let report = receipt.receipt
        guard let message = messages[key], message.status.canBecome(report.status) else { return }
        if report.status == .delivered { messages[key]?.deliveredAt = report.at }
        if message.sentAt == nil { messages[key]?.sentAt = report.at }
        if message.carrier == nil { messages[key]?.carrier = receipt.carrier }
        reach(report.status, code: report.code, of: key, change: index, at: report.at)
        if report.status.isFinal { leave(key) }
    }

    // MARK: Hand-offs in doubt

    /// The hand-off in doubt of the receipt; nil if there is none, or if two match its hint.
    private func doubt(provenBy receipt: PipelineChange.Receipt) -> MessageKey? {
        var key = receipt.receipt.key
        if key == nil, let hint = receipt.receipt.hint {
            let fitting = keys { place in
                if case .handOff(let handOff) = place {
                    handOff.carrier == receipt.carrier
                } else {
                    false
                }
            }.filter {
                $0.shortReference == hint.shortReference
                    && messages[$0]?.destination == hint.destination
            }
            key = fitting.count == 1 ? fitting.first : nil
        }
        guard let key, let handOff = handOff(of: key), handOff.carrier == receipt.carrier,
            handOff.inDoubtSince != nil
        else { return nil }
        return key
    }

    /// Resolves a doubt, because the carrier has the message.
    ///
    /// If there are several parts, all must be delivered.
    private mutating func prove(
        _ key: MessageKey,
        by receipt: PipelineChange.Receipt,
        _ index: Int
    ) {
        let isWhole = receipt.receipt.hint?.isForWholeMessage ?? true
        let partsCount = isWhole ? 1 : messages[key]?.partsCount ?? 1
        if partsCount > 1 {
            guard receipt.receipt.status.isFinal else { return }
            keepEarly(PipelineChange.Receipt(receipt.receipt.named(key), carrier: receipt.carrier))
            let parts = earlyReceipts.filter {
                $0.receipt.key == key && $0.receipt.status == .delivered
            }
            guard receipt.receipt.status != .delivered || parts.count >= partsCount else { return }
            earlyReceipts.removeAll { $0.receipt.key == key }
        }
        if receipt.receipt.status.isFinal {
            places[key] = .awaitingReceipt(references: [], partsCount: 1)
        } else {
            waitForReceipts([receipt.reference], of: key)
        }
        messages[key]?.sentAt = receipt.receipt.at
        messages[key]?.carrier = receipt.carrier
        reach(.sent, of: key, change: index, at: receipt.receipt.at)
        apply(receipt, to: key, index)
    }
}

extension PipelineChange.Receipt {
    /// The carrier's reference of the receipt.
    var reference: MemoryMessages.Reference {
        MemoryMessages.Reference(carrier: carrier, name: receipt.reference)
    }
}

extension CarrierReceipt {
    /// The same receipt with the message's own key.
    fileprivate func named(_ key: MessageKey) -> CarrierReceipt {
        CarrierReceipt(
            reference: reference,
            key: key,
            hint: hint,
            status: status,
            code: code,
            carrierCode: carrierCode,
            at: at
        )
    }
}
