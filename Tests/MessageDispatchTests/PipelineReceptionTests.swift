import AccountsModel
import Essentials
import MessageDispatch
import MessagingModel
import Testing

/// Receipts, inbound messages, hand-offs in doubt and what else comes back.
@Suite struct PipelineReceptionTests {
    private let ticket = ReceptionTicket(7)

    @Test func `a receipt is acknowledged once it is stored`() {
        var talk = Conversation()
        let receipt = talk.receipt(1)
        let batch = PipelineBatch(
            .reception(ticket),
            [.receipt(.init(receipt, carrier: "A"))]
        )
        #expect(talk.say(.receipts([receipt], "A", ticket: ticket)) == [.apply(batch)])
        talk.say(.refused(batch))
        #expect(talk.wait(.milliseconds(250)) == [.apply(batch)])
        #expect(
            talk.say(.stored(batch, as: .delivered)) == [
                .report(.reached(.delivered, count: 1)), .acknowledge(ticket),
            ]
        )
    }

    @Test func `a receipt that comes before the answer is stored after it`() {
        var talk = Conversation()
        talk.handOff(message(1))
        let receipt = talk.receipt(1)
        let batch = PipelineBatch(
            .reception(ticket),
            [.receipt(.init(receipt, carrier: "A"))]
        )
        let actions = talk.say(
            .receipts([receipt], "A", ticket: ticket),
            talk.answer(1, .accepted(references: ["r"]))
        )
        #expect(actions == [.apply(talk.sent(1)), .apply(batch)])
    }

    @Test(arguments: [("Stop!", "stop"), ("stop it", "inbound"), ("Hello", "inbound")])
    func `an inbound message that is a stop keyword is reported as such`(
        text: String,
        status: String
    ) {
        var talk = Conversation()
        let inbound = InboundMessage(
            reference: "1",
            origin: .phone(34_600_000_000),
            recipient: "5555",
            text: text,
            answering: nil,
            at: start
        )
        let batch = PipelineBatch(
            .reception(ticket),
            [.inbound(.init(inbound, carrier: "A", status: status))]
        )
        #expect(talk.say(.inbound([inbound], "A", ticket: ticket)) == [.apply(batch)])
        #expect(talk.say(.stored(batch)) == [.acknowledge(ticket)])
    }

    @Test func `notifications are delivered in the order of their causes`() throws {
        var talk = Conversation()
        talk.handOff(message(1))
        talk.handOff(message(2))
        let notifications = (1...2).map { Notification.about(MessageKey($0), number: $0) }
        talk.say(
            talk.answer(2, .accepted(references: ["r"])),
            talk.answer(1, .accepted(references: ["r"]))
        )
        let batch = PipelineBatch(.progress, talk.sent(2).changes + talk.sent(1).changes)
        let effects = notifications.reversed().map { notification in
            ChangeEffect(status: .sent, notifications: [notification])
        }
        #expect(
            talk.say(.applied(batch, .success(effects))) == [
                .notify(notifications), .report(.reached(.sent, count: 2)),
            ]
        )
    }

    // MARK: In doubt

    @Test func `a submission without an answer is in doubt`() {
        var talk = Conversation()
        talk.handOff(message(1))
        let doubt = PipelineBatch(.progress, [.doubt(.init(1, at: start))])
        #expect(
            talk.say(talk.answer(1, .inDoubt)) == [.report(.inDoubt(1, "A")), .apply(doubt)]
        )
        #expect(talk.wait(.seconds(60)).isEmpty)
    }

    @Test func `a hand-off that stays in doubt ends as unknown`() {
        var talk = Conversation()
        let doubt = InDoubtHandOff(key: 1, carrier: "A", attempt: 1, since: start)
        #expect(
            talk.say(.found(.success(DueMessages(inDoubt: [doubt])))) == [
                .apply(talk.finish(1, .unknown, .other, refund: false))
            ]
        )
    }

    @Test func `a hand-off in doubt is sent again where the operator says so`() throws {
        var talk = Conversation { $0.inDoubtPolicy = .resend }
        let doubt = InDoubtHandOff(key: 1, carrier: "A", attempt: 1, since: start)
        let retry = PipelineBatch(.progress, [.retry(.init(1, attempts: 1, dueAt: start))])
        #expect(talk.say(.found(.success(DueMessages(inDoubt: [doubt])))) == [.apply(retry)])
        let again = message(1, attempts: 1)
        let effect = ChangeEffect(status: .enqueued, queued: again)
        #expect(
            talk.say(.applied(retry, .success([effect]))) == [
                .apply(talk.handOff(1, to: "A", attempt: 2))
            ]
        )
    }

    // MARK: The clock

    @Test func `due messages are looked for once a second and released`() {
        var talk = Conversation()
        let look = PipelineAction.findDue(
            at: start + .seconds(1),
            inDoubtSince: start - .seconds(599),
            limit: 1000
        )
        talk.say(.found(.success(DueMessages())))
        #expect(talk.chores(after: .milliseconds(999)).contains(look) == false)
        #expect(talk.chores(after: .milliseconds(1)).contains(look))
        let due = DueMessages(scheduled: [1], overdue: [2])
        let release = PipelineChange.release(.init(1, at: talk.now))
        let end = talk.finish(2, .expired, .none, refund: false).changes
        #expect(
            talk.say(.found(.success(due))) == [
                .apply(PipelineBatch(.progress, [release] + end))
            ]
        )
    }

    @Test func `due messages are not looked for while the last search is under way`() {
        var talk = Conversation()
        let chores = talk.chores(after: .seconds(5))
        #expect(chores.allSatisfy { if case .findDue = $0 { false } else { true } })
    }
}

extension Notification {
    /// A notification that a message was sent.
    fileprivate static func about(_ key: MessageKey, number: Int) -> Notification {
        Notification(
            id: ObjectID(high: UInt64(number), low: 0),
            endpoint: NotificationEndpoint(project: key.project, token: ObjectID(high: 1, low: 0)),
            subject: key.id,
            payload: .messageStatus(MessageStatusPayload(status: "sent", code: 0, clientID: nil)),
            eventAt: start,
            dueAt: start
        )
    }
}
