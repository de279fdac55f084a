import AccountsModel
import Essentials
import MessageDispatch
import MessagingModel
import Testing

/// Projects that come to a pipeline and go to another.
@Suite struct PipelineProjectTests {
    private let one = ProjectSet([ProjectID(1)])

    @Test func `messages of another's project are left alone`() {
        var talk = Conversation(projects: one)
        #expect(talk.say(.queued([message(1, project: 2)])).isEmpty)
        #expect(talk.say(.queued([message(1)])) == [.apply(talk.handOff(1, to: "A"))])
    }

    @Test func `an acquired project's backlog is read and handed off`() {
        var talk = Conversation(projects: .none)
        #expect(
            talk.say(.acquired(one, backlog: [ProjectID(1)])) == [
                .readOutbox(ProjectID(1), limit: 5000)
            ]
        )
        #expect(
            talk.say(.outbox(ProjectID(1), .success([message(1)]), limit: 5000)) == [
                .apply(talk.handOff(1, to: "A"))
            ]
        )
        #expect(talk.say().isEmpty)
    }

    @Test func `messages queued before their project was acquired are read then`() {
        var talk = Conversation(projects: .none)
        #expect(talk.say(.queued([message(1)])).isEmpty)
        #expect(
            talk.say(.acquired(.all, backlog: [])) == [.readOutbox(ProjectID(1), limit: 5000)]
        )
    }

    @Test func `a lost project's waiting messages are not handed off`() {
        var talk = Conversation(windowSize: 1)
        talk.say(.queued([message(1), message(2), message(3, project: 2)]))
        talk.say(.stored(talk.handOff(1, to: "A")))
        talk.say(.lost(one))
        // The carrier has room again: the other project's message takes it.
        let other = talk.handOff(MessageKey(3, project: 2), to: "A")
        #expect(
            talk.say(talk.answer(1, .accepted(references: ["r"]))) == [
                .apply(talk.sent(1)), .apply(other),
            ]
        )
        talk.say(.stored(other))
        let answer = talk.answer(MessageKey(3, project: 2), .accepted(references: ["r"]))
        #expect(talk.say(answer) == [.apply(talk.sent(MessageKey(3, project: 2)))])
    }

    @Test func `a lost project's hand-offs are finished`() {
        var talk = Conversation()
        talk.say(.queued([message(1), message(2)]))
        let changes: [PipelineChange] = [1, 2].map {
            .handOff(.init(MessageKey($0), carrier: "A", attempt: 1, at: start))
        }
        talk.say(.lost(one))
        // The hand-offs are stored already, so the carrier gets the messages.
        let both = [message(1).submission, message(2).submission]
        #expect(talk.say(.stored(PipelineBatch(.handOff, changes))) == [.submit(both, "A")])
        #expect(
            talk.say(talk.answer(1, .accepted(references: ["r"]))) == [.apply(talk.sent(1))]
        )
        let actions = talk.say(talk.answer(2, .throttled))
        guard case .apply(let batch) = actions.first,
            case .retry(let retry) = batch.changes.first
        else {
            Issue.record("no retry: \(actions)")
            return
        }
        #expect(retry.key == 2)
        #expect(talk.say(.stored(batch)).isEmpty)
        #expect(talk.wait(.seconds(600)).isEmpty)
    }

    @Test func `a project that comes back is read again`() {
        var talk = Conversation()
        talk.say(.carrier("A", .down))
        talk.say(.queued([message(1)]), .lost(one))
        talk.say(.carrier("A", .up))
        #expect(
            talk.say(.acquired(one, backlog: [ProjectID(1)])) == [
                .readOutbox(ProjectID(1), limit: 5000)
            ]
        )
    }

    @Test func `due messages of another's project are left alone`() {
        var talk = Conversation(projects: one)
        let due = DueMessages(scheduled: [1, MessageKey(2, project: 2)])
        #expect(
            talk.say(.found(.success(due))) == [
                .apply(PipelineBatch(.progress, [.release(.init(1, at: start))]))
            ]
        )
    }

    @Test(arguments: 0..<50 as Range<UInt64>)
    func `sets of projects agree with their members`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let universe = (1...6).map { ProjectID($0) }
        func random() -> ProjectSet {
            var set = ProjectSet(universe.filter { _ in Bool.random(using: &generator) })
            if Bool.random(using: &generator) {
                var rest = ProjectSet.all
                rest.subtract(set)
                set = rest
            }
            return set
        }
        let (left, right) = (random(), random())
        var union = left
        union.formUnion(right)
        var difference = left
        difference.subtract(right)
        for project in universe + [ProjectID(99)] {
            let (inLeft, inRight) = (left.contains(project), right.contains(project))
            #expect(union.contains(project) == (inLeft || inRight))
            #expect(difference.contains(project) == (inLeft && !inRight))
        }
    }
}
