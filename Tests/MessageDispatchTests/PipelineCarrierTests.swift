import AccountsModel
import Essentials
import MessageDispatch
import MessagingModel
import Testing

/// Carriers that come and go, routes that change, and the end.
@Suite struct PipelineCarrierTests {
    @Test func `a carrier that is down gets nothing`() {
        var talk = Conversation()
        #expect(
            talk.say(.carrier("A", .down)) == [.report(.carrierChanged("A", .down))]
        )
        #expect(talk.say(.queued([message(1)])).isEmpty)
        #expect(
            talk.say(.carrier("A", .up)) == [
                .report(.carrierChanged("A", .up)), .apply(talk.handOff(1, to: "A")),
            ]
        )
    }

    @Test func `a message whose carrier is detached meanwhile goes to another one`() {
        var talk = Conversation(carriers: ["A", "B"])
        talk.say(.queued([message(1)]))
        talk.say(.detached("A"))
        let actions = talk.say(.stored(talk.handOff(1, to: "A")))
        guard case .apply(let batch) = actions.first,
            case .retry(let retry) = batch.changes.first
        else {
            Issue.record("not given back: \(actions)")
            return
        }
        #expect(actions.count == 1)
        #expect(retry.attempts == 0)
        #expect(talk.wait(retry.dueAt - start) == [.apply(talk.handOff(1, to: "B"))])
    }

    @Test func `a route that cannot be used is left out alone and reported`() {
        var talk = Conversation()
        let heavy = Route(to: "A", weight: 0)
        let stored = InvalidRoute(ObjectID(high: 9, low: 9), .prefix("034"))
        let routes = StoredRoutes([heavy, Route(to: "A")], invalid: [stored])
        #expect(
            talk.say(.routing(routes, [])) == [
                .report(.routesSkipped([stored, InvalidRoute(heavy.id, .weight(0))])),
                .report(.routesInForce(1)),
            ]
        )
        #expect(talk.say(.queued([message(1)])) == [.apply(talk.handOff(1, to: "A"))])
    }

    @Test func `without any route nothing goes to the simulator`() {
        var talk = Conversation(carriers: [.simulator])
        talk.say(.routing(StoredRoutes(), []))
        #expect(talk.say(.queued([message(1)])) == [.apply(talk.finish(1, .error, .noRoute))])
    }

    @Test func `a disabled route is not in force`() {
        var talk = Conversation()
        let disabled = Route(id: ObjectID(high: 1, low: 1), carrier: "A", isEnabled: false)
        #expect(
            talk.say(.routing(StoredRoutes([disabled]), [])) == [.report(.routesInForce(0))]
        )
        #expect(talk.say(.queued([message(1)])) == [.apply(talk.finish(1, .error, .noRoute))])
    }

    @Test func `one carrier too many is reported`() {
        var talk = Conversation(carriers: (1...64).map { CarrierID("\($0)") })
        #expect(talk.say(.carrier("one more", .up)).contains(.report(.carrierRefused("one more"))))
    }

    // MARK: Memory

    @Test func `what does not fit into memory is read when there is room`() {
        var talk = Conversation(windowSize: 1) { $0.capacity = 8 }
        let messages = (1...6).map { message($0) }
        #expect(talk.say(.queued(messages)).first == .apply(talk.handOff(1, to: "A")))
        // Half of the memory is one project's: four of the six are there.
        for number in 1...3 {
            talk.say(.stored(talk.handOff(MessageKey(number), to: "A")))
            let actions = talk.say(
                talk.answer(MessageKey(number), .accepted(references: ["r"]))
            )
            let read = PipelineAction.readOutbox(ProjectID(1), limit: 3)
            #expect(actions.contains(read) == (number == 3))
        }
    }

    // MARK: The end

    @Test func `at rest nothing more is handed off`() {
        var talk = Conversation(windowSize: 1)
        talk.say(.queued([message(1), message(2)]))
        let handOff = talk.handOff(1, to: "A")
        #expect(talk.say(.rest).isEmpty)
        #expect(talk.say(.stored(handOff)) == [.submit([message(1).submission], "A"), .rested])
        #expect(
            talk.say(talk.answer(1, .accepted(references: ["r"]))) == [.apply(talk.sent(1))]
        )
    }

    @Test func `it stops once everything is stored, also what the store refused`() {
        var talk = Conversation()
        talk.handOff(message(1))
        let sent = talk.sent(1)
        #expect(talk.say(.rest) == [.rested])
        #expect(
            talk.say(talk.answer(1, .accepted(references: ["r"])), .stop) == [.apply(sent)]
        )
        #expect(talk.say(.refused(sent)) == [.report(.storeFailed(.unavailable("away")))])
        #expect(talk.wait(.milliseconds(250)) == [.apply(sent)])
        #expect(
            talk.say(.stored(sent, as: .sent)) == [.report(.reached(.sent, count: 1)), .stopped]
        )
    }
}
