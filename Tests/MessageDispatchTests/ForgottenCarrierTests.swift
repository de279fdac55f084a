import Essentials
import MessageDispatch
import MessagingModel
import Testing

/// Carriers that come and go while the dispatcher works.
@Suite struct ForgottenCarrierTests {
    @Test func `any number of carriers may come one after the other`() throws {
        var dispatcher = try dispatcher([("A", 0, .init())])
        for number in 0..<300 {
            let name = CarrierID("carrier \(number)")
            _ = dispatcher.setRoutes([Route(to: name)])
            try dispatcher.setLink(of: name, isUp: true)
            #expect(dispatcher.enqueue(message(number), at: start) == .accepted)
            let turn = dispatcher.next(at: start)
            #expect(turn.handOffs.map(\.carrier) == [name])
            let decision = dispatcher.answered(
                MessageKey(number),
                attempt: 1,
                with: .accepted(references: []),
                at: start
            )
            #expect(decision == .accepted(by: name))
            _ = dispatcher.setRoutes([Route(to: "A")])
            dispatcher.forget(name)
            #expect(dispatcher.statistics().map(\.carrier) == ["A"])
        }
    }

    @Test func `a carrier that a rule names is not forgotten`() throws {
        var dispatcher = try dispatcher()
        dispatcher.forget("A")
        #expect(dispatcher.statistics().map(\.carrier) == ["A"])
    }

    @Test func `the place of a carrier that owes an answer is not given away`() throws {
        var dispatcher = try dispatcher([("A", 0, .init())])
        #expect(dispatcher.enqueue(message(1), at: start) == .accepted)
        #expect(dispatcher.next(at: start).handOffs.count == 1)
        _ = dispatcher.setRoutes([Route(to: "B")])
        dispatcher.forget("A")
        for number in 0..<62 { try dispatcher.setLink(of: CarrierID("\(number)"), isUp: true) }
        #expect(throws: TooManyCarriers()) {
            try dispatcher.setLink(of: "one more", isUp: true)
        }
        let decision = dispatcher.answered(1, attempt: 1, with: .inDoubt, at: start)
        #expect(decision == .inDoubt(at: "A"))
        try dispatcher.setLink(of: "one more", isUp: true)
    }

    @Test func `what waits for a carrier that is gone goes another way`() throws {
        var dispatcher = try dispatcher([("A", 1, .init()), ("B", 0, .init())])
        #expect(dispatcher.enqueue(message(1), at: start) == .accepted)
        _ = dispatcher.setRoutes([Route(to: "B")])
        dispatcher.forget("A")
        #expect(dispatcher.next(at: start).handOffs.map(\.carrier) == ["B"])
    }
}
