import Essentials
import SMPPCodec
public import SMPPSession
public import Telemetry

/// Counts connections, PDUs by command, error statuses and bytes, for one role.
///
/// Loops count on their own and add up once a turn, so a PDU costs no atomic operation.
/// Label values come from the specification, never from peers, so their number is bounded.
public final class SMPPMetrics: Sendable {
    private let connections: Gauge
    private let bytesReceived: Counter
    private let bytesSent: Counter
    private let unreadable: Counter
    private let registry: MetricsRegistry
    private let role: String
    private let series = Locked<[Key: Counter]>([:])

    private struct Key: Hashable {
        var direction: Direction
        var command: Int?
        var status: String?
    }

    private enum Direction: String {
        case incoming = "received"
        case outgoing = "sent"
    }

    /// Creates the metrics in a registry; both roles may share one.
    public init(registry: MetricsRegistry, role: SessionRole) {
        self.registry = registry
        self.role = role == .smsc ? "server" : "client"
        let role = self.role
        connections = registry.gauge(
            "smpp_connections",
            help: "Open SMPP connections.",
            labels: ["role": role]
        )
        unreadable = registry.counter(
            "smpp_unreadable_pdus_total",
            help: "PDUs of peers that could not be read.",
            labels: ["role": role]
        )
        func bytes(_ direction: Direction) -> Counter {
            registry.counter(
                "smpp_bytes_total",
                help: "Bytes of PDUs.",
                labels: ["role": role, "direction": direction.rawValue]
            )
        }
        bytesReceived = bytes(.incoming)
        bytesSent = bytes(.outgoing)
    }

    func opened() { connections.add() }

    func closed() { connections.add(-1) }

    /// Adds the counts of a turn, and resets them.
    func take(_ tally: inout PDUTally) {
        bytesReceived.add(tally.bytesReceived)
        bytesSent.add(tally.bytesSent)
        unreadable.add(tally.unreadable)
        for slot in 0..<CommandSlot.count {
            let (received, sent) = (tally.received[slot], tally.sent[slot])
            if received > 0 { counter(.incoming, command: slot).add(received) }
            if sent > 0 { counter(.outgoing, command: slot).add(sent) }
        }
        for (status, count) in tally.errorsReceived { counter(.incoming, status).add(count) }
        for (status, count) in tally.errorsSent { counter(.outgoing, status).add(count) }
        tally.reset()
    }

    private func counter(_ direction: Direction, command slot: Int) -> Counter {
        counter(Key(direction: direction, command: slot)) {
            registry.counter(
                "smpp_pdus_total",
                help: "PDUs by command.",
                labels: [
                    "role": role, "direction": direction.rawValue,
                    "command": CommandSlot.name(slot),
                ]
            )
        }
    }

    private func counter(_ direction: Direction, _ status: CommandStatus) -> Counter {
        let name = status.name ?? "other"
        return counter(Key(direction: direction, status: name)) {
            registry.counter(
                "smpp_error_responses_total",
                help: "Responses that are no success, by status.",
                labels: ["role": role, "direction": direction.rawValue, "status": name]
            )
        }
    }

    private func counter(_ key: Key, or make: () -> Counter) -> Counter {
        if let known = series.withLock({ $0[key] }) { return known }
        let made = make()
        series.withLock { $0[key] = made }
        return made
    }
}
