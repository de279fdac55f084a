import Essentials
import EventLoop
import SMPPCodec
import SMPPSession
import SMPPTransport
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2)))
struct SMPPLinkTests {
    @Test(arguments: [TestOwner.Manner.answer, .answerElsewhere])
    func `a client binds, submits within its window, and unbinds`(
        manner: TestOwner.Manner
    ) async throws {
        let loop = try EventLoop()
        let server = try TestServer(on: [loop], manner)
        let record = try await client(loop, to: ConnectionTarget(server))
        #expect(record.bound.first?.mode == .transceiver)
        let link = try #require(record.link)
        link.request((0..<10).map { SMPPRequest(submission("\($0)"), token: RequestToken($0)) })
        try await waitUntil { record.outcomes.count == 10 }
        for (index, outcome) in record.outcomes.enumerated() {
            #expect(outcome.token == RequestToken(UInt64(index)))
            guard case .answered(_, let pdu) = outcome,
                case .submitSMResponse(let reference) = pdu.body
            else {
                Issue.record("\(outcome) is no answer")
                continue
            }
            #expect(pdu.status == .ok && reference.messageID == "id \(pdu.sequence)")
        }
        link.unbind(within: .seconds(5))
        try await waitUntil { record.ends.count == 1 }
        #expect(record.ends.first?.reason == .unbound)
        let peer = try #require(server.records.first)
        try await waitUntil { peer.ends.count == 1 }
        #expect(peer.ends.first?.reason == .peerUnbound)
        await loop.stop()
    }
}
