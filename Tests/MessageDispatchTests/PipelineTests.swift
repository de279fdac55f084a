import AccountsModel
import Essentials
import MessageDispatch
import MessagingModel
import Testing

/// What a message goes through when all goes well, and when a carrier does not want it.
@Suite struct PipelineTests {
    @Test func `a hand-off is stored before the carrier gets the message`() {
        var talk = Conversation()
        let handOff = talk.handOff(1, to: "A")
        #expect(talk.say(.queued([message(1)])) == [.apply(handOff)])
        #expect(talk.say(.stored(handOff)) == [.submit([message(1).submission], "A")])
    }

    @Test func `messages of one turn are handed off in one batch`() {
        var talk = Conversation()
        let actions = talk.say(.queued([message(1)]), .queued([message(2), message(3)]))
        let changes: [PipelineChange] = (1...3).map { number in
            .handOff(.init(MessageKey(number), carrier: "A", attempt: 1, at: start))
        }
        let batch = PipelineBatch(.handOff, changes)
        #expect(actions == [.apply(batch)])
        #expect(talk.say(.stored(batch)) == [.submit((1...3).map { message($0).submission }, "A")])
    }

    @Test func `an accepted message is stored as sent, then notified`() {
        var talk = Conversation()
        talk.handOff(message(1))
        let sent = talk.sent(1)
        #expect(talk.say(talk.answer(1, .accepted(references: ["r"]))) == [.apply(sent)])
        #expect(talk.say(.stored(sent, as: .sent)) == [.report(.reached(.sent, count: 1))])
    }

    @Test func `an unexpected acceptance is stored all the same`() {
        var talk = Conversation()
        let actions = talk.say(talk.answer(9, .accepted(references: ["r"])))
        #expect(actions == [.apply(talk.sent(9))])
    }

    @Test func `a message that failed temporarily is tried again after a pause`() {
        var talk = Conversation()
        talk.handOff(message(1))
        let actions = talk.say(talk.answer(1, .temporaryFailure(carrierCode: "8")))
        guard case .apply(let batch) = actions.first,
            case .retry(let retry) = batch.changes.first
        else {
            Issue.record("no retry: \(actions)")
            return
        }
        #expect(retry.key == 1)
        #expect(retry.attempts == 1)
        #expect(retry.dueAt > start)
        #expect(talk.wakeAt.map { $0 <= retry.dueAt } == true)
        #expect(talk.wait(retry.dueAt - start) == [.apply(talk.handOff(1, to: "A", attempt: 2))])
    }

    @Test func `throttling and a broken link cost no attempt`() {
        for outcome in [SubmitResult.Outcome.throttled, .notSubmitted] {
            var talk = Conversation()
            talk.handOff(message(1))
            let actions = talk.say(talk.answer(1, outcome))
            guard case .apply(let batch) = actions.first,
                case .retry(let retry) = batch.changes.first
            else {
                Issue.record("no retry: \(actions)")
                return
            }
            #expect(retry.attempts == 0)
            #expect(
                talk.wait(retry.dueAt - start) == [.apply(talk.handOff(1, to: "A", attempt: 1))]
            )
        }
    }

    @Test func `the next carrier gets at once what the first one failed`() {
        var talk = Conversation(carriers: ["A", "B"])
        talk.handOff(message(1))
        let retry = PipelineBatch(.progress, [.retry(.init(1, attempts: 1, dueAt: start))])
        #expect(
            talk.say(talk.answer(1, .temporaryFailure(carrierCode: "8"))) == [
                .apply(retry), .apply(talk.handOff(1, to: "B", attempt: 2)),
            ]
        )
    }

    @Test func `a rejected message ends and is refunded`() {
        var talk = Conversation()
        talk.handOff(message(1))
        let actions = talk.say(talk.answer(1, .rejected(code: .barred, carrierCode: "x")))
        #expect(actions == [.apply(talk.finish(1, .rejected, .barred, carrierCode: "x"))])
    }

    @Test func `the last attempt that fails ends the message`() {
        var talk = Conversation()
        talk.say(.queued([message(1, attempts: 9)]))
        talk.say(.stored(talk.handOff(1, to: "A", attempt: 10)))
        let answer = talk.answer(1, .temporaryFailure(carrierCode: "8"), attempt: 10)
        let end = talk.finish(1, .error, .networkError, carrierCode: "8")
        #expect(talk.say(answer) == [.apply(end)])
    }

    @Test func `a message without a route ends and is refunded`() {
        var talk = Conversation()
        talk.say(.routing(StoredRoutes([Route(to: "A", country: "FR")]), []))
        #expect(talk.say(.queued([message(1)])) == [.apply(talk.finish(1, .error, .noRoute))])
    }

    @Test func `a message that waits too long expires and is refunded`() {
        var talk = Conversation()
        talk.say(.carrier("A", .down))
        #expect(talk.say(.queued([message(1, expiresIn: .seconds(9))])).isEmpty)
        let actions = talk.wait(.seconds(9))
        #expect(actions == [.apply(talk.finish(1, .expired, .none))])
    }

    @Test func `a cancelled message is not handed off`() {
        var talk = Conversation(windowSize: 1)
        talk.say(.queued([message(1), message(2)]))
        talk.say(.cancelled(2))
        talk.say(.stored(talk.handOff(1, to: "A")))
        #expect(
            talk.say(talk.answer(1, .accepted(references: ["r"]))) == [.apply(talk.sent(1))]
        )
    }

    @Test func `a second answer to an earlier hand-off is not one to the present`() {
        var talk = Conversation()
        talk.handOff(message(1))
        let throttled = talk.answer(1, .throttled)
        talk.say(throttled)
        _ = talk.wait(.seconds(1))
        talk.say(.stored(talk.handOff(1, to: "A")))
        #expect(talk.say(throttled).isEmpty)
    }

    @Test func `a message cancelled while its hand-off is stored is not submitted`() {
        var talk = Conversation()
        talk.say(.queued([message(1)]))
        #expect(talk.say(.obsolete(talk.handOff(1, to: "A"))).isEmpty)
        #expect(talk.wait(.seconds(60)).isEmpty)
    }

    @Test func `a message that is due later waits`() {
        var talk = Conversation()
        #expect(talk.say(.queued([message(1, dueIn: .seconds(60))])).isEmpty)
        #expect(talk.wait(.seconds(59)).isEmpty)
        #expect(talk.wait(.seconds(1)) == [.apply(talk.handOff(1, to: "A"))])
    }
}
