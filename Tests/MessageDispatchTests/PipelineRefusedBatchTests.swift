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
        #expect(talk.wait(.seconds(5)) == [.apply(talk.handOff(1, to: "A", mayBeStored: true))])
    }

    @Test func `a hand-off that was stored without an answer is submitted after all`() {
        var talk = Conversation()
        talk.say(.queued([message(1)]))
        talk.say(.refused(talk.handOff(1, to: "A")))
        let again = talk.handOff(1, to: "A", mayBeStored: true)
        _ = talk.wait(.seconds(5))
        #expect(
            talk.say(.stored(again)) == [.submit([message(1).submission], "A")]
        )
        // The next attempt was never stored.
        let failure = SubmitResult.Outcome.temporaryFailure(carrierCode: "busy")
        let retried = talk.say(talk.answer(1, failure))
        guard case .apply(let retry)? = retried.first else {
            Issue.record("no retry in \(retried)")
            return
        }
        talk.say(.stored(retry))
        let next = talk.wait(.seconds(10))
        #expect(next == [.apply(talk.handOff(1, to: "A", attempt: 2))])
    }

    @Test(arguments: [true, false])
    func `a message whose release was stored without an answer is read from the outbox`(
        isRetry: Bool
    ) {
        var talk = Conversation()
        let change: PipelineChange =
            isRetry
            ? .retry(.init(7, attempts: 1, dueAt: talk.now)) : .release(.init(7, at: talk.now))
        let batch = PipelineBatch(.progress, [change])
        #expect(talk.say(.obsolete(batch)) == [.readOutbox(ProjectID(1), limit: 5000)])
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
