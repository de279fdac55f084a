import AccountsModel
import Essentials
import MessageDispatch
import MessagingModel
import Testing

/// What waits in the pipeline when its clock is moved.
@Suite struct ClockStepTests {
    private static let steps: [Duration] = [.seconds(3 * 86_400), .seconds(-3600)]

    @Test(arguments: steps)
    func `a waiting message neither expires nor waits for longer`(step: Duration) {
        var talk = Conversation()
        talk.say(.carrier("A", .down))
        #expect(talk.say(.queued([message(1)])) == [])
        talk.setClock(by: step)
        #expect(talk.say() == [])
        let handOff = talk.handOff(1, to: "A")
        #expect(talk.say(.carrier("A", .up)).contains(.apply(handOff)))
    }

    @Test(arguments: steps)
    func `a retry comes when it would have come`(step: Duration) {
        var talk = Conversation()
        talk.handOff(message(1))
        talk.say(talk.answer(1, .temporaryFailure(carrierCode: "8")))
        talk.setClock(by: step)
        #expect(talk.say() == [])
        #expect(talk.wait(.seconds(2)) != [])
    }

    @Test(arguments: steps)
    func `a message that was accepted before the step is not outdated after it`(step: Duration) {
        var talk = Conversation()
        let earlier = message(1)
        talk.setClock(by: step)
        #expect(talk.say(.queued([earlier])).count == 1)
        talk.say(.carrier("A", .down))
        // Still with the time from before.
        let later = message(2)
        talk.say(.queued([later]))
        let ended = talk.wait(.seconds(60))
        #expect(ended == [])
    }
}
