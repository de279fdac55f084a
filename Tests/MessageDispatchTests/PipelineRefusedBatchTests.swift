import AccountsModel
import Essentials
import MessageDispatch
import MessagingModel
import Testing

/// What the pipeline does while the store is away, and with what it can never store.
@Suite struct PipelineRefusedBatchTests {
    @Test func `a refused batch is written again after a pause`() {
        var talk = Conversation()
        talk.handOff(message(1))
        let sent = talk.sent(1)
        talk.say(talk.answer(1, .accepted(references: ["r"])))
        #expect(talk.say(.refused(sent)) == [.report(.storeFailed(.unavailable("away")))])
        #expect(talk.wakeAt == start + .milliseconds(250))
        #expect(talk.wait(.milliseconds(249)).isEmpty)
        #expect(talk.wait(.milliseconds(1)) == [.apply(sent)])
    }

    @Test func `later batches wait behind a refused one`() {
        var talk = Conversation()
        talk.handOff(message(1))
        talk.handOff(message(2))
        let first = talk.sent(1)
        let second = talk.sent(2)
        talk.say(talk.answer(1, .accepted(references: ["r"])))
        talk.say(.refused(first))
        #expect(talk.say(talk.answer(2, .accepted(references: ["r"]))).isEmpty)
        #expect(talk.wait(.milliseconds(250)) == [.apply(first), .apply(second)])
    }

    @Test func `a message whose hand-off is refused is not submitted but handed off later`() {
        var talk = Conversation()
        talk.say(.queued([message(1)]))
        let actions = talk.say(.refused(talk.handOff(1, to: "A")))
        #expect(actions == [.report(.storeFailed(.unavailable("away")))])
        #expect(talk.wait(.seconds(5)) == [.apply(talk.handOff(1, to: "A"))])
    }

    @Test func `a message that expires while its hand-off is refused ends`() {
        var talk = Conversation()
        talk.say(.queued([message(1, expiresIn: .seconds(1))]))
        let handOff = talk.handOff(1, to: "A")
        _ = talk.wait(.seconds(2))
        talk.say(.refused(handOff))
        let end = talk.finish(1, .expired, .none)
        #expect(talk.wait(.milliseconds(250)) == [.apply(end)])
    }

    @Test func `a change that can never be stored is dropped alone`() {
        var talk = Conversation()
        let ticket = ReceptionTicket(1)
        let receipts = [talk.receipt(1), talk.receipt(2)]
        let changes = receipts.map { PipelineChange.receipt(.init($0, carrier: "A")) }
        let batch = PipelineBatch(.reception(ticket), changes)
        let alone = changes.map { PipelineBatch(.reception(ticket), [$0]) }
        let fault = ServiceError.internalFault("no")
        #expect(talk.say(.receipts(receipts, "A", ticket: ticket)) == [.apply(batch)])
        #expect(
            talk.say(.applied(batch, .failure(fault))) == [
                .report(.storeFailed(fault)), .apply(alone[0]), .apply(alone[1]),
            ]
        )
        #expect(
            talk.say(.applied(alone[0], .failure(fault))) == [
                .report(.storeFailed(fault)), .report(.dropped(changes[0])),
            ]
        )
        #expect(
            talk.say(.stored(alone[1], as: .delivered)) == [
                .report(.reached(.delivered, count: 1)), .acknowledge(ticket),
            ]
        )
    }

    @Test func `an outbox that could not be read is read again after a pause`() {
        var talk = Conversation(projects: .none)
        let read = PipelineAction.readOutbox(ProjectID(1), limit: 5000)
        #expect(talk.say(.acquired(.all, backlog: [ProjectID(1)])) == [read])
        let failure = Result<[QueuedMessage], ServiceError>.failure(.unavailable("away"))
        #expect(
            talk.say(.outbox(ProjectID(1), failure, limit: 5000)) == [
                .report(.storeFailed(.unavailable("away")))
            ]
        )
        #expect(talk.wait(.milliseconds(250)) == [read])
    }
}
