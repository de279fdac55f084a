import SMPPCodec
import SMPPSession
import SMPPTransport

/// The deliveries of a simulated SMSC: they wait until a client is bound, and are then sent over
/// the client's sessions in turn, as their windows have room.
///
/// Used on the loop's thread only.
struct SMSCDeliveries {
    /// A PDU to send to a client.
    struct Delivery {
        let systemID: String
        let body: PDUBody
        /// The receipt that is settled once the PDU is acknowledged; nil for inbound messages.
        let report: SMSCReport?
    }

    /// Bound receivers by system id.
    private var receivers: [String: [SMSCSession]] = [:]
    private var turns: [String: Int] = [:]
    private var waiting: [String: [Delivery]] = [:]
    private var underWay: [UInt64: Delivery] = [:]
    private var nextToken: UInt64 = 0

    /// Adds a receiver; returns whether its system id never had one before.
    mutating func add(_ session: SMSCSession) -> Bool {
        receivers[session.systemID, default: []].append(session)
        let isFirst = turns[session.systemID] == nil
        if isFirst { turns[session.systemID] = 0 }
        return isFirst
    }

    mutating func remove(_ session: SMSCSession) {
        receivers[session.systemID]?.removeAll { $0 === session }
    }

    mutating func queue(_ delivery: Delivery) {
        waiting[delivery.systemID, default: []].append(delivery)
    }

    /// Queues the PDUs of one report; it is settled with the last one.
    mutating func queue(_ bodies: [PDUBody], of report: SMSCReport?, to systemID: String) {
        for (index, body) in bodies.enumerated() {
            let isLast = index == bodies.count - 1
            queue(Delivery(systemID: systemID, body: body, report: isLast ? report : nil))
        }
    }

    /// Removes and returns the delivery whose request has ended.
    mutating func ended(_ token: RequestToken) -> Delivery? {
        underWay.removeValue(forKey: token.number)
    }

    /// Removes and returns what can be sent now, by session.
    mutating func takeSendable() -> [(SMSCSession, [SMPPRequest])] {
        var sendable: [(SMSCSession, [SMPPRequest])] = []
        for (systemID, deliveries) in waiting where !deliveries.isEmpty {
            guard let sessions = receivers[systemID], !sessions.isEmpty else { continue }
            var rest = deliveries[...]
            for _ in sessions.indices where !rest.isEmpty {
                turns[systemID, default: 0] += 1
                let session = sessions[turns[systemID, default: 0] % sessions.count]
                let batch = rest.prefix(session.link.room)
                rest = rest.dropFirst(batch.count)
                guard !batch.isEmpty else { continue }
                sendable.append((session, batch.map { request($0, session.hasParameters) }))
            }
            waiting[systemID] = Array(rest)
        }
        return sendable
    }

    private mutating func request(_ delivery: Delivery, _ hasParameters: Bool) -> SMPPRequest {
        nextToken += 1
        underWay[nextToken] = delivery
        var body = delivery.body
        if !hasParameters, case .deliverSM(var message) = body {
            message.parameters = Parameters()
            body = .deliverSM(message)
        }
        return SMPPRequest(body, token: RequestToken(nextToken))
    }
}
