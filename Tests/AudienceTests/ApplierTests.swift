import AccountsModel
import AudienceModel
import Essentials
import Testing

@testable import Audience

/// Conversations with the applier: events in, actions out.
@Suite struct ApplierTests {
    private static let project = ProjectID(7)

    @Test func `entries wait until the memory is loaded, and share a transaction`() {
        var talk = ApplyConversation()
        #expect(talk.say(.accepted(.contacts(1), nil), .accepted(.contacts(2), nil)) == ["load"])
        #expect(talk.say(.accepted(.contacts(3), nil)).isEmpty)
        #expect(talk.say(.loaded(Self.project, succeeded: true)) == ["plan items 1 2 3"])
        #expect(talk.plan(finishing: 1, 2, 3) == ["store 1 2 3", "index"])
        #expect(talk.stored() == ["release 1 2 3", "count"])
    }

    @Test func `what comes while the store writes is the next transaction`() {
        var talk = ApplyConversation.loaded()
        #expect(talk.say(.accepted(.contacts(1), nil)) == ["plan items 1"])
        #expect(talk.plan(finishing: 1) == ["store 1", "index"])
        #expect(talk.say(.accepted(.contacts(2), nil), .accepted(.contacts(3), nil)).isEmpty)
        #expect(talk.stored() == ["release 1", "count", "plan items 2 3"])
    }

    @Test func `a transaction takes entries up to its limit, and one at least`() {
        var talk = ApplyConversation.loaded(limit: 3)
        let entries = [(1, 2), (2, 2), (3, 1), (4, 9)].map { LogEntry.contacts($0, items: $1) }
        #expect(talk.say(entries.map { .accepted($0, nil) }) == ["plan items 1"])
        _ = talk.plan(finishing: 1)
        #expect(talk.stored() == ["release 1", "count", "plan items 2 3"])
        _ = talk.plan(finishing: 2, 3)
        #expect(talk.stored() == ["release 2 3", "count", "plan items 4"])
    }

    @Test func `callers are answered after the commit`() {
        var talk = ApplyConversation.loaded()
        let answered = Locked(false)
        let waiter = Waiter { answered.withLock { $0 = true } }
        #expect(talk.say(.accepted(.contacts(1), waiter)) == ["plan items 1"])
        #expect(talk.plan(finishing: 1) == ["store 1", "index"])
        #expect(!answered.withLock { $0 })
        #expect(talk.stored() == ["release 1", "answer 1", "count"])
        #expect(answered.withLock { $0 })
    }

    @Test func `a refused transaction is stored again before what comes after it`() {
        var talk = ApplyConversation.loaded()
        _ = talk.say(.accepted(.contacts(1), nil))
        _ = talk.plan(finishing: 1)
        #expect(talk.stored(false) == ["wake +500 ms"])
        #expect(talk.say(.accepted(.contacts(2), nil)).isEmpty)
        talk.pass(.milliseconds(499))
        #expect(talk.say(.woken) == ["wake +1 ms"])
        talk.pass(.milliseconds(1))
        #expect(talk.say(.woken) == ["store 1"])
        #expect(talk.stored() == ["release 1", "count", "plan items 2"])
    }

    @Test func `an entry is applied once, however it comes`() {
        var talk = ApplyConversation.loaded()
        #expect(talk.say(.found([.row(1)])) == ["adopt 1", "plan items 1"])
        let waiter = Waiter {}
        #expect(talk.say(.accepted(.contacts(1), waiter), .found([.row(1)])) == ["release 1"])
        _ = talk.plan(finishing: 1)
        #expect(talk.stored() == ["release 1", "answer 1", "count"])
        #expect(talk.say(.found([.row(1)])).isEmpty)
        #expect(talk.say(.accepted(.contacts(1), waiter)) == ["release 1", "answer 1"])
    }

    @Test func `an action stands alone, in its place`() {
        var talk = ApplyConversation.loaded()
        let entries = [.contacts(1), .erasure(2), .contacts(3)] as [LogEntry]
        #expect(talk.say(entries.map { .accepted($0, nil) }) == ["plan items 1"])
        _ = talk.plan(finishing: 1)
        #expect(talk.stored() == ["release 1", "count", "plan action 2"])
        _ = talk.plan(finishing: 2)
        #expect(talk.stored() == ["release 2", "count", "plan items 3"])
    }

    @Test func `the removal of a data source takes turns with other batches`() {
        var talk = ApplyConversation.loaded()
        let removal = LogEntry.sourceRemoval(1)
        #expect(talk.say(.accepted(removal, nil)) == ["plan sourceRemoval(after: 0) 1"])
        #expect(talk.say(.accepted(.contacts(2), nil)).isEmpty)
        _ = talk.plan(removing: 40)
        #expect(talk.stored() == ["release", "count", "plan items 2"])
        _ = talk.plan(finishing: 2)
        #expect(talk.stored() == ["release 2", "count", "plan sourceRemoval(after: 40) 1"])
        _ = talk.plan(finishing: 1)
        #expect(talk.stored() == ["release 1", "count"])
    }

    @Test func `events that may be stored already are read before the batch is planned`() {
        var talk = ApplyConversation.loaded()
        _ = talk.say(.accepted(.contacts(1), nil))
        #expect(talk.say(.needsEvents(Self.project, [8, 9])) == ["read 8 9"])
        #expect(talk.say(.eventsRead(Self.project, nil)) == ["wake +500 ms"])
        talk.pass(.milliseconds(500))
        #expect(talk.say(.woken) == ["plan items 1"])
        #expect(talk.say(.needsEvents(Self.project, [8, 9])) == ["read 8 9"])
        #expect(talk.say(.eventsRead(Self.project, [])) == ["plan items 1"])
    }

    @Test func `what cannot be planned stays in the log, and what comes after it goes on`() {
        var talk = ApplyConversation.loaded()
        _ = talk.say(.accepted(.erasure(1), nil), .accepted(.contacts(2), nil))
        #expect(talk.say(.unplanned(Self.project)) == ["release 1", "plan items 2"])
    }

    @Test func `a row that cannot be decoded is reported, and stays in the log`() {
        var talk = ApplyConversation.loaded()
        let actions = talk.say(.found([.row(1, payload: [0xFF]), .row(2)]))
        #expect(actions == ["report read log entry", "adopt 2", "plan items 2"])
    }

    @Test func `a failed load is tried again, and at once for a reader`() {
        var talk = ApplyConversation()
        #expect(talk.say(.opened(Self.project)) == ["load"])
        #expect(talk.say(.loaded(Self.project, succeeded: false)) == ["wake +500 ms"])
        #expect(talk.say(.accepted(.contacts(1), nil)).isEmpty)
        #expect(talk.say(.opened(Self.project)) == ["load"])
        #expect(talk.say(.loaded(Self.project, succeeded: true)) == ["plan items 1"])
    }

    @Test func `changed rules load the memory again, between two transactions`() {
        var talk = ApplyConversation.loaded()
        _ = talk.say(.accepted(.contacts(1), nil))
        _ = talk.plan(finishing: 1)
        #expect(talk.say(.stale(Self.project), .accepted(.contacts(2), nil)).isEmpty)
        #expect(talk.stored() == ["release 1", "count", "load"])
        #expect(talk.say(.loaded(Self.project, succeeded: false)) == ["wake +500 ms"])
        talk.pass(.milliseconds(500))
        #expect(talk.say(.woken) == ["load"])
        #expect(talk.say(.loaded(Self.project, succeeded: true)) == ["plan items 2"])
    }

    @Test func `it ends when all that was accepted is stored`() {
        var talk = ApplyConversation.loaded()
        _ = talk.say(.accepted(.contacts(1), nil))
        _ = talk.say(.stop)
        #expect(!talk.applier.isFinished)
        _ = talk.plan(finishing: 1)
        #expect(!talk.applier.isFinished)
        _ = talk.stored()
        #expect(talk.applier.isFinished)
    }
}

/// Conversations about projects that come and go.
@Suite struct ApplierOwnershipTests {
    private static let project = ProjectID(7)

    @Test func `only logs of its own projects are applied`() {
        var talk = ApplyConversation(owned: .none)
        #expect(talk.say(.accepted(.contacts(1), nil), .found([.row(2)])) == ["release 1"])
        #expect(talk.say(.opened(Self.project)) == ["load"])
        _ = talk.say(.loaded(Self.project, succeeded: true))
        // Meanwhile another process has applied what this one's memory does not know.
        #expect(
            talk.say(.acquired(ProjectSet([Self.project])), .found([.row(2)])) == [
                "adopt 2", "load",
            ]
        )
        #expect(talk.say(.loaded(Self.project, succeeded: true)) == ["plan items 2"])
    }

    @Test func `a project that is lost leaves its entries in the log`() {
        var talk = ApplyConversation.loaded()
        _ = talk.say(.accepted(.contacts(1), Waiter {}), .accepted(.contacts(2), Waiter {}))
        _ = talk.plan(finishing: 1, 2)
        _ = talk.say(.accepted(.contacts(3), Waiter {}))
        #expect(talk.say(.lost(ProjectSet([Self.project]))) == ["release 3"])
        #expect(talk.stored() == ["release 1 2", "answer 2", "count"])
        #expect(talk.say(.found([.row(3)])).isEmpty)
    }

    @Test func `what the store refused is given up with the project, and memory loaded again`() {
        var talk = ApplyConversation.loaded()
        _ = talk.say(.accepted(.contacts(1), nil))
        _ = talk.plan(finishing: 1)
        _ = talk.stored(false)
        #expect(talk.say(.lost(ProjectSet([Self.project]))) == ["release 1"])
        talk.pass(.seconds(1))
        #expect(talk.say(.woken) == ["load"])
    }

    @Test func `a batch that is not planned yet is given up with the project`() {
        var talk = ApplyConversation.loaded()
        _ = talk.say(.accepted(.contacts(1), nil))
        _ = talk.say(.needsEvents(Self.project, [8]))
        #expect(talk.say(.lost(ProjectSet([Self.project]))).isEmpty)
        #expect(talk.say(.eventsRead(Self.project, [])) == ["release 1"])
        #expect(
            talk.say(.acquired(ProjectSet([Self.project])), .found([.row(1)])) == [
                "adopt 1", "load",
            ]
        )
    }
}
