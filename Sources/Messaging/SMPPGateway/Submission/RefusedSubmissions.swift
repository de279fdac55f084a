import SMPPCodec
import Telemetry

/// The refused submissions of one client, gathered so that a batch is one line of the log for each
/// status.
struct RefusedSubmissions {
    private struct Group {
        let first: Submission
        let reason: String
        var count = 1
    }

    private var groups: [CommandStatus: Group] = [:]

    var isEmpty: Bool { groups.isEmpty }

    /// Adds a submission.
    mutating func add(_ submission: Submission, _ refusal: Refusal) {
        if groups[refusal.status] == nil {
            groups[refusal.status] = Group(first: submission, reason: refusal.reason)
        } else {
            groups[refusal.status]?.count += 1
        }
    }

    /// Counts and logs all of them, without addresses and texts.
    func note(of client: Client, _ metrics: GatewayMetrics, _ logger: Logger) {
        for (status, group) in groups.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            metrics.refused(status, of: client.systemID, group.count)
            let content = group.first.content
            logger.with(["system_id": .string(client.systemID.logged)]).warning(
                "smpp submission refused",
                [
                    "status": .string("\(status)"), "count": .integer(group.count),
                    "sequence": .integer(Int(group.first.sequence)),
                    "reason": .string(group.reason),
                    "data_coding": .integer(Int(content.dataCoding)),
                    "esm_class": .integer(Int(content.esmClass.rawValue)),
                    "octets": .integer(content.message.count),
                ]
            )
        }
    }
}
