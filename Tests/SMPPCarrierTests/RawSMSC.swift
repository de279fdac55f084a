import Essentials
import EventLoop
import SMPPCodec

/// An SMSC that lets everybody bind, and answers with whatever octets it is told to.
final class RawSMSC: @unchecked Sendable {
    // Safe to share: `state` is locked; the connections are used on the loop's thread only.
    private struct State {
        var answers: [CommandID] = []
        var connections: [Peer] = []
        var refusal: (status: CommandStatus, body: [UInt8])?
    }

    private let loop: EventLoop
    private let state = Locked(State())
    private let listener = Locked<Listener?>(nil)

    var port: Int { Int(listener.withLock { $0?.address.port } ?? 0) }
    /// The responses of the carrier to our requests.
    var answers: [CommandID] { state.withLock { $0.answers } }

    /// Creates one; the closure makes the octets after the header of the answer to a submit_sm.
    init(
        loop: EventLoop,
        answering answer: @escaping @Sendable () -> (CommandStatus, [UInt8])
    ) throws {
        self.loop = loop
        let made = try Listener(on: [loop], configuration: ListenerConfiguration()) {
            [state] connection in
            let peer = Peer(connection, answer: answer) { commandID in
                state.withLock { $0.answers.append(commandID) }
            }
            peer.refusal = state.withLock { $0.refusal }
            state.withLock { $0.connections.append(peer) }
            connection.start(peer)
        }
        listener.withLock { $0 = made }
    }

    /// Sends octets to every carrier that is bound.
    func send(_ octets: [UInt8]) {
        loop.run { [state] in
            for peer in state.withLock({ $0.connections }) { peer.connection.write(octets) }
        }
    }

    /// Refuses binds from now on, with these octets after the header.
    func refusesBinds(with status: CommandStatus, _ body: [UInt8]) {
        state.withLock { $0.refusal = (status, body) }
    }

    func stop() { listener.withLock { $0?.close() } }

    /// The octets of a PDU.
    static func unit(
        _ commandID: CommandID,
        _ status: CommandStatus,
        _ sequence: UInt32,
        _ body: [UInt8]
    ) -> [UInt8] {
        let words = [UInt32(16 + body.count), commandID.rawValue, status.rawValue, sequence]
        return words.flatMap { word -> [UInt8] in
            [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> UInt32($0)) }
        } + body
    }

    private final class Peer: ConnectionHandler {
        let connection: Connection
        var refusal: (status: CommandStatus, body: [UInt8])?
        private var framer = PDUFramer()
        private let answer: @Sendable () -> (CommandStatus, [UInt8])
        private let answered: @Sendable (CommandID) -> Void

        init(
            _ connection: Connection,
            answer: @escaping @Sendable () -> (CommandStatus, [UInt8]),
            answered: @escaping @Sendable (CommandID) -> Void
        ) {
            self.connection = connection
            self.answer = answer
            self.answered = answered
        }

        func connection(_ connection: Connection, received bytes: UnsafeRawBufferPointer) {
            unsafe framer.append(bytes)
            while case .pdu(let pdu)? = try? framer.next() { handle(pdu) }
        }

        func connection(_ connection: Connection, closed reason: ConnectionEnd) {}

        private func handle(_ pdu: PDU) {
            if pdu.body.isResponse { return answered(pdu.commandID) }
            if case .bindTransceiver = pdu.body, let refusal {
                let (status, body) = refusal
                return connection.write(
                    RawSMSC.unit(.bindTransceiverResponse, status, pdu.sequence, body)
                )
            }
            guard case .submitSM = pdu.body else {
                return connection.write((try? pdu.response().encoded()) ?? [])
            }
            let (status, body) = answer()
            connection.write(RawSMSC.unit(.submitSMResponse, status, pdu.sequence, body))
        }
    }
}
