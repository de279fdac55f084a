import Essentials
import MessageDispatch
import Testing

/// Carriers that come and go while the dispatcher works.
@Suite struct ForgottenCarrierTests {
    @Test func `any number of carriers may come one after the other`() throws {
        var dispatcher = try dispatcher([("A", 0, .init())])
        for number in 0..<300 {
            let name = "carrier \(number)"
            try dispatcher.setRules([RoutingRule(carrier: name)])
            try dispatcher.setLink(of: name, isUp: true)
            #expect(dispatcher.enqueue(entry(number), at: start) == .accepted)
            let turn = dispatcher.next(at: start)
            #expect(turn.handOffs.map(\.carrier) == [name])
            let decision = dispatcher.answered(number, attempt: 1, with: .accepted, at: start)
            #expect(decision == .accepted(by: name))
            try dispatcher.setRules([RoutingRule(carrier: "A")])
            dispatcher.forget(carrier: name)
            #expect(dispatcher.statistics().map(\.carrier) == ["A"])
        }
    }

    @Test func `a carrier that a rule names is not forgotten`() throws {
        var dispatcher = try dispatcher()
        dispatcher.forget(carrier: "A")
        #expect(dispatcher.statistics().map(\.carrier) == ["A"])
    }

    @Test func `the place of a carrier that owes an answer is not given away`() throws {
        var dispatcher = try dispatcher([("A", 0, .init())])
        #expect(dispatcher.enqueue(entry(1), at: start) == .accepted)
        #expect(dispatcher.next(at: start).handOffs.count == 1)
        try dispatcher.setRules([RoutingRule(carrier: "B")])
        dispatcher.forget(carrier: "A")
        for number in 0..<62 { try dispatcher.setLink(of: "\(number)", isUp: true) }
        #expect(throws: DispatchError.tooManyCarriers) {
            try dispatcher.setLink(of: "one more", isUp: true)
        }
        let decision = dispatcher.answered(1, attempt: 1, with: .inDoubt, at: start)
        #expect(decision == .inDoubt(at: "A"))
        try dispatcher.setLink(of: "one more", isUp: true)
    }

    @Test func `what waits for a carrier that is gone goes another way`() throws {
        var dispatcher = try dispatcher([("A", 1, .init()), ("B", 0, .init())])
        #expect(dispatcher.enqueue(entry(1), at: start) == .accepted)
        try dispatcher.setRules([RoutingRule(carrier: "B")])
        dispatcher.forget(carrier: "A")
        #expect(dispatcher.next(at: start).handOffs.map(\.carrier) == ["B"])
    }
}
