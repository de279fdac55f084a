import AccountsModel
import Essentials
import MessagingModel
import SMPPCodec
import SMPPSession
import SMPPTransport
import Testing

@testable import SMPPGateway

@Suite struct DeliveryQueueTests {
    /// A session that keeps what it is asked.
    private final class KeepingLink: RequestLink {
        private let kept = Locked<[SMPPRequest]>([])
        var requests: [SMPPRequest] { kept.withLock { $0 } }
        func request(_ requests: [SMPPRequest]) { kept.withLock { $0 += requests } }
    }

    /// Keeps how notifications ended.
    private final class Answers: NotificationAnswerReceiver {
        private let kept = Locked<[NotificationAnswer]>([])
        var all: [NotificationAnswer] { kept.withLock { $0 } }
        func take(_ answers: [NotificationAnswer]) { kept.withLock { $0 += answers } }
    }

    private let deliveries = DeliveryQueue()
    private let answers = Answers()
    private let form = DeliverSM(version: .v34, longInbound: .payload)

    private func send(_ numbers: Range<Int>) {
        deliveries.send(numbers.map(notification), answersTo: answers)
    }

    private func id(_ number: Int) -> ObjectID { ObjectID(high: 1, low: UInt32(number)) }

    private func notification(_ number: Int) -> Notification {
        let at = Timestamp(seconds: 1_780_000_000)
        return Notification(
            id: id(number),
            endpoint: NotificationEndpoint(
                project: ProjectID(1),
                token: ObjectID(high: 9, low: 1),
                channel: .smpp
            ),
            subject: ObjectID(high: 7, low: UInt32(number)),
            payload: .inboundMessage(
                InboundMessagePayload(
                    status: "received",
                    clientID: nil,
                    text: "Hello",
                    from: "34600000001",
                    to: "34600000002"
                )
            ),
            eventAt: at,
            dueAt: at
        )
    }

    private func succeed(_ request: SMPPRequest, on link: KeepingLink) {
        let pdu = PDU(.deliverSMResponse(MessageReference()), status: .ok, sequence: 1)
        deliveries.finished([.answered(request.token, pdu)], on: link)
    }

    @Test func `what a session was given while it ended is brought again`() {
        let link = KeepingLink()
        deliveries.join(link, form, window: 4)
        send(0..<10)
        #expect(link.requests.count == 4)
        // No outcome of the four ever comes: the session had ended before they reached it.
        deliveries.leave(link)
        #expect(answers.all.count == 10)
        #expect(answers.all.allSatisfy { $0.result == .notSent })
        #expect(Set(answers.all.map(\.id)) == Set((0..<10).map(id)))
    }

    @Test func `what one session was given while it ended leaves those of another alone`() {
        let (first, second) = (KeepingLink(), KeepingLink())
        deliveries.join(first, form, window: 2)
        deliveries.join(second, form, window: 2)
        send(0..<4)
        deliveries.leave(first)
        #expect(answers.all.count == 2)
        for request in second.requests { succeed(request, on: second) }
        #expect(answers.all.filter { $0.result == .delivered }.count == 2)
        #expect(Set(answers.all.map(\.id)) == Set((0..<4).map(id)))
    }

    @Test func `an outcome that comes after the end counts no more`() {
        let link = KeepingLink()
        deliveries.join(link, form, window: 1)
        send(0..<1)
        deliveries.leave(link)
        for request in link.requests { succeed(request, on: link) }
        #expect(answers.all == [NotificationAnswer(id: id(0), result: .notSent)])
    }

    @Test func `sessions that answer take turns`() {
        let links = [KeepingLink(), KeepingLink(), KeepingLink()]
        for link in links { deliveries.join(link, form, window: 4) }
        send(0..<6)
        #expect(links.map(\.requests.count) == [2, 2, 2])
    }

    @Test func `a session that never answers soon gets nothing while another does`() {
        let (mute, lively) = (KeepingLink(), KeepingLink())
        deliveries.join(mute, form, window: 50)
        deliveries.join(lively, form, window: 50)
        for id in 0..<100 {
            send(id..<id + 1)
            for request in lively.requests.suffix(1) { succeed(request, on: lively) }
        }
        #expect(mute.requests.count == 1)
        #expect(lively.requests.count == 99)
    }

    @Test func `a window is given again as answers come`() {
        let link = KeepingLink()
        deliveries.join(link, form, window: 2)
        send(0..<5)
        #expect(link.requests.count == 2)
        succeed(link.requests[0], on: link)
        #expect(link.requests.count == 3)
        #expect(answers.all == [NotificationAnswer(id: id(0), result: .delivered)])
    }
}
