public import Essentials
public import MessagingModel

/// A client's changes to a scheduled message; nil leaves a field unchanged.
public struct MessageRevision: Sendable, Hashable {
    /// The new time of a message.
    public enum Schedule: Sendable, Hashable {
        /// Unchanged.
        case unchanged
        /// Now.
        case immediate
        /// At that time.
        case at(Timestamp)
    }

    /// The sender of the message, which must match.
    public var sender: String
    /// The new text.
    public var text: String?
    /// The new time.
    public var schedule = Schedule.unchanged
    /// The new end of its validity.
    public var expiresAt: Timestamp?
    /// The new request for delivery receipts.
    public var reports: ReportRequest?

    /// Creates a revision without changes to a message from this sender.
    public init(sender: String) { self.sender = sender }
}

extension MessageComposer {
    /// The replaced message, with its old identifier and at current prices.
    func recompose(
        _ old: Message,
        with revision: MessageRevision,
        from origin: MessageOrigin
    ) throws(InvalidDraft) -> Message {
        if revision.text != nil, old.smpp?.part != nil {
            throw InvalidDraft(errors: [FieldError("text", "A part cannot get another text")])
        }
        let scheduledAt: Timestamp? =
            switch revision.schedule {
            case .unchanged: old.scheduledAt
            case .immediate: nil
            case .at(let moment): moment
            }
        let keepsEnd = revision.expiresAt == nil && revision.schedule == .unchanged
        var draft = MessageDraft(
            from: old.sender,
            to: old.recipient,
            text: revision.text ?? old.text,
            allowsUnicode: old.allowsUnicode,
            clientID: old.clientID
        )
        let kind = AddressKind(typeOfNumber: 0, numberingPlan: 0)
        draft.smpp = SMPPDraft(
            reports: revision.reports ?? old.smpp?.reports ?? .none,
            source: old.smpp?.source ?? kind,
            destination: old.smpp?.destination ?? kind,
            scheduledAt: scheduledAt,
            expiresAt: keepsEnd ? old.expiresAt : revision.expiresAt
        )
        let new = try compose(draft, from: origin)
        return Message(replacing: old, with: new)
    }
}

extension Message {
    /// The new message with the identifier and creation time of the old one.
    fileprivate init(replacing old: Message, with new: Message) {
        var smpp = old.smpp
        smpp?.reports = new.smpp?.reports ?? .none
        let keepsText = old.smpp?.part != nil
        self.init(
            key: old.key,
            organization: old.organization,
            token: old.token,
            clientID: old.clientID,
            status: new.status,
            statusCode: nil,
            sender: old.sender,
            recipient: old.recipient,
            destination: old.destination,
            country: old.country,
            text: keepsText ? old.text : new.text,
            deliveredText: keepsText ? old.deliveredText : new.deliveredText,
            allowsUnicode: old.allowsUnicode,
            isUnicode: keepsText ? old.isUnicode : new.isUnicode,
            encoding: keepsText ? old.encoding : new.encoding,
            charactersCount: keepsText ? old.charactersCount : new.charactersCount,
            partsCount: keepsText ? old.partsCount : new.partsCount,
            pricePerPart: new.pricePerPart,
            isCharged: old.isCharged,
            chargeEntry: old.chargeEntry,
            isTest: old.isTest,
            createdAt: old.createdAt,
            scheduledAt: new.scheduledAt,
            sentAt: nil,
            deliveredAt: nil,
            expiresAt: new.expiresAt,
            carrier: nil,
            smpp: smpp
        )
    }
}
