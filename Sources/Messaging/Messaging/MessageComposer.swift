import AccountsModel
public import Essentials
public import MessagingModel
import PhoneNumbers
import SMSText

/// Checks a draft against every rule, and turns it into a priced message.
///
/// All broken rules are reported together, field by field (docs/reference/api/transactional.md,
/// "Send one").
public struct MessageComposer: Sendable {
    private let clock: any Clock
    private let ids: IDSource
    private let limits: MessageLimits
    private let routes: RoutesInForce

    /// Creates a composer that refuses messages that none of the routes take.
    public init(
        clock: any Clock,
        ids: IDSource,
        routes: RoutesInForce,
        limits: MessageLimits = MessageLimits()
    ) {
        self.clock = clock
        self.ids = ids
        self.routes = routes
        self.limits = limits
    }

    /// Returns the message, or throws every error of the draft.
    public func compose(
        _ draft: MessageDraft,
        from origin: MessageOrigin
    ) throws(InvalidDraft) -> Message {
        var errors = draft.errors
        let now = clock.now
        let sender = sender(draft, &errors)
        let recipient = recipient(draft, &errors)
        let wording = wording(draft, &errors)
        checkClientID(draft, &errors)
        let scheduledAt = scheduledAt(draft, now: now, &errors)
        let expiresAt = expiresAt(draft, dueAt: scheduledAt ?? now, &errors)
        let destination = recipient.flatMap { number in
            self.destination(number, draft, origin: origin, &errors)
        }
        guard errors.isEmpty, let sender, let to = draft.to, let text = draft.text,
            let recipient, let wording, let destination
        else { throw InvalidDraft(errors: errors) }
        return Message(
            key: MessageKey(project: origin.project, id: ids.next()),
            organization: origin.organization,
            token: origin.token.id,
            clientID: draft.clientID,
            status: scheduledAt == nil ? .enqueued : .scheduled,
            statusCode: nil,
            sender: sender,
            recipient: to,
            destination: recipient.digits,
            country: destination.country,
            text: text,
            deliveredText: wording.deliveredText,
            allowsUnicode: draft.allowsUnicode,
            isUnicode: wording.isUnicode,
            encoding: wording.encoding,
            charactersCount: wording.charactersCount,
            partsCount: wording.partsCount,
            pricePerPart: origin.token.isTest ? .zero : destination.price,
            isCharged: false,
            chargeEntry: nil,
            isTest: origin.token.isTest,
            createdAt: now,
            scheduledAt: scheduledAt,
            sentAt: nil,
            deliveredAt: nil,
            expiresAt: expiresAt,
            carrier: nil,
            smpp: draft.smpp.map { SMPPOrigin($0, text: text) }
        )
    }

    /// The sender as carriers get it: an international number that is written with `00` has a plus
    /// sign.
    private func sender(_ draft: MessageDraft, _ errors: inout [FieldError]) -> String? {
        guard let from = required("from", draft.from, draft, &errors) else { return nil }
        do {
            guard try SenderAddress(from).isNumeric, from.hasPrefix("00") else { return from }
        } catch {
            errors.append(FieldError("from", error.message))
            return nil
        }
        guard let number = E164Number(from), number.isValid else {
            errors.append(
                FieldError("from", Phrase.mustBe("an international number if it begins with 00"))
            )
            return nil
        }
        return number.description
    }

    private func recipient(
        _ draft: MessageDraft,
        _ errors: inout [FieldError]
    ) -> E164Number? {
        guard let to = required("to", draft.to, draft, &errors) else { return nil }
        do {
            return try E164Number.recipient(to)
        } catch {
            errors.append(FieldError("to", "Invalid phone number"))
            return nil
        }
    }

    private func destination(
        _ number: E164Number,
        _ draft: MessageDraft,
        origin: MessageOrigin,
        _ errors: inout [FieldError]
    ) -> (country: String, price: Money)? {
        guard let country = number.country,
            let price = origin.prices.price(of: .sms, in: country)
        else {
            errors.append(FieldError("to", "This destination is not served"))
            return nil
        }
        guard origin.token.isTest || isCovered(number, in: country, draft, origin) else {
            errors.append(
                FieldError("to", "This destination is not served: no route leads there")
            )
            return nil
        }
        return (country, price)
    }

    private func isCovered(
        _ number: E164Number,
        in country: String,
        _ draft: MessageDraft,
        _ origin: MessageOrigin
    ) -> Bool {
        routes.covers(
            number.digits,
            country: country,
            sender: draft.from ?? "",
            origin.project
        )
    }

    private func wording(_ draft: MessageDraft, _ errors: inout [FieldError]) -> Wording? {
        guard let text = required("text", draft.text, draft, &errors) else { return nil }
        guard !text.utf8.contains(0) else {
            errors.append(FieldError("text", Phrase.mustNotContain("the character U+0000")))
            return nil
        }
        do {
            if let part = draft.smpp?.part { return try Wording(part, text: text) }
            return Wording(
                try SMSComposer.compose(
                    text: text,
                    allowUnicode: draft.allowsUnicode,
                    limit: limits.partsCount
                )
            )
        } catch {
            errors.append(FieldError("text", error.message))
            return nil
        }
    }

    private func checkClientID(_ draft: MessageDraft, _ errors: inout [FieldError]) {
        guard let clientID = draft.clientID else { return }
        if clientID.unicodeScalars.count > limits.clientIDLength {
            errors.append(
                FieldError(
                    "clientId",
                    Phrase.mustHave("at most \(limits.clientIDLength) characters")
                )
            )
        }
        if clientID.utf8.contains(0) {
            errors.append(FieldError("clientId", Phrase.mustNotContain("the character U+0000")))
        }
    }

    private func scheduledAt(
        _ draft: MessageDraft,
        now: Timestamp,
        _ errors: inout [FieldError]
    ) -> Timestamp? {
        guard let text = draft.scheduledAt else {
            return draft.smpp?.scheduledAt.flatMap { schedule($0, now: now, &errors) }
        }
        guard let moment = Timestamp(iso8601: text) else {
            errors.append(
                FieldError(
                    "scheduledAt",
                    Phrase.mustBe("an ISO 8601 time with a zone, e.g. 2030-01-31T10:15:00Z")
                )
            )
            return nil
        }
        return schedule(moment, now: now, &errors)
    }

    private func schedule(
        _ moment: Timestamp,
        now: Timestamp,
        _ errors: inout [FieldError]
    ) -> Timestamp? {
        guard moment > now, moment <= now + limits.scheduleAhead else {
            let days = limits.scheduleAhead.components.seconds / 86_400
            errors.append(
                FieldError(
                    "scheduledAt",
                    Phrase.mustBe("in the future and at most \(days) days ahead")
                )
            )
            return nil
        }
        return moment
    }

    /// When the message expires: as its sender asks, but no later than the platform's validity.
    private func expiresAt(
        _ draft: MessageDraft,
        dueAt: Timestamp,
        _ errors: inout [FieldError]
    ) -> Timestamp {
        let latest = dueAt + limits.validity
        guard let wanted = draft.smpp?.expiresAt else { return latest }
        if wanted <= dueAt {
            errors.append(
                FieldError("validity", Phrase.mustBe("later than the time the message is sent"))
            )
        }
        return min(wanted, latest)
    }

    /// The field's value; a missing one is an error unless the API already reported the field.
    private func required(
        _ field: String,
        _ value: String?,
        _ draft: MessageDraft,
        _ errors: inout [FieldError]
    ) -> String? {
        if let value { return value }
        if !draft.errors.contains(where: { $0.field == field }) {
            errors.append(FieldError(field, Phrase.isRequired))
        }
        return nil
    }
}

/// A draft with errors.
public struct InvalidDraft: Error, Sendable, Hashable {
    /// All errors.
    public let errors: [FieldError]

    /// Creates the error.
    public init(errors: [FieldError]) { self.errors = errors }
}
