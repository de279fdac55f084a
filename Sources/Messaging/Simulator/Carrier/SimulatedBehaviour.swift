import MessagingModel

/// What the simulator does with a message; the destination alone decides.
///
/// A number whose last five digits are `999` and a code of the table behaves as the table says;
/// every other number, e.g. +34600000000, is simply delivered. So +34600099961 replies `STOP`,
/// and only one in a thousand random numbers behaves specially.
///
/// | code | behaviour |
/// | --- | --- |
/// | 01 | delivered late: after ten times the receipt delay |
/// | 02 | accepted, then buffered, then delivered, a receipt each |
/// | 03 | buffered, then delivered after ten times the receipt delay |
/// | 04 | buffered, then expired |
/// | 10 | failed, code 99 other |
/// | 11 … 17 | failed with the code 1 … 7: unknown or absent subscriber, barred, memory full, … |
/// | 20 | expired |
/// | 21 | rejected by receipt, code 3 |
/// | 22 | unknown |
/// | 31, 33, 36, 37 | rejected at submit with the code 1, 3, 6, 7 |
/// | 40 | throttled twice, then accepted and delivered |
/// | 41 | fails for a passing reason once, then accepted and delivered |
/// | 41 | a temporary failure, then accepted and delivered |
/// | 42 | a temporary failure twice, then accepted and delivered |
/// | 43 | a temporary failure every time |
/// | 51 | the receipt comes twice |
/// | 52 | no receipt ever |
/// | 53 | receipts in the wrong order: delivered, then buffered |
/// | 52 | no receipt at all |
/// | 60 | delivered, then the phone replies `Hola, gracias` |
/// | 54 | accepted and delivered, but the answer to the submission is lost |
/// | 62 | delivered, then the phone replies `BAJA` |
/// | 63 | delivered, then the phone replies `¿Cuánto cuesta? 👍`, which needs UCS-2 |
struct SimulatedBehaviour: Sendable {
    /// The answer to the submission.
    enum Answer: Sendable {
        case accepted
        /// Accepted, but the answer is lost.
        case lost
        case rejected(StatusCode, carrierCode: String)
        case throttled(times: Int)
        case temporaryFailure(times: Int)
    }

    /// A receipt or reply that follows an accepted message.
    struct Step: Sendable {
        enum Report: Sendable {
            case receipt(MessageStatus, StatusCode, carrierCode: String)
            case reply(String)
        }

        let report: Report
        /// When it is sent, in receipt delays after the answer.
        let delays: Int64
        /// Whether it is sent before the answer to the submission.
        var isBeforeAnswer = false
    }

    let answer: Answer
    let steps: [Step]

    /// The behaviour for a destination.
    static func of(_ destination: UInt64) -> SimulatedBehaviour {
        let ending = destination % 100_000
        guard ending / 100 == 999 else { return delivered }
        return byCode[Int(ending % 100)]
    }

    /// The delay of late receipts, in receipt delays.
    private static let late: Int64 = 10

    private static let delivered = SimulatedBehaviour(answer: .accepted, steps: [.delivered()])

    private static let byCode: [SimulatedBehaviour] = (0..<100).map { special[$0] ?? delivered }

    private static let special: [Int: SimulatedBehaviour] = [
        1: accepted(.delivered(late)),
        2: accepted(
            .receipt(.accepted, .none, "ACCEPTD"),
            .receipt(.buffered, .none, "ENROUTE", 2),
            .delivered(3)
        ),
        3: accepted(.receipt(.buffered, .none, "ENROUTE"), .delivered(late)),
        4: accepted(
            .receipt(.buffered, .none, "ENROUTE"),
            .receipt(.expired, .absentSubscriber, "EXPIRED", 2)
        ),
        10: accepted(.receipt(.failed, .other, "UNDELIV:999")),
        11: accepted(.receipt(.failed, .unknownSubscriber, "UNDELIV:001")),
        12: accepted(.receipt(.failed, .absentSubscriber, "UNDELIV:027")),
        13: accepted(.receipt(.failed, .barred, "UNDELIV:013")),
        14: accepted(.receipt(.failed, .memoryFull, "UNDELIV:032")),
        15: accepted(.receipt(.failed, .networkError, "UNDELIV:034")),
        16: accepted(.receipt(.failed, .senderNotAllowed, "UNDELIV:088")),
        17: accepted(.receipt(.failed, .contentRefused, "UNDELIV:089")),
        20: accepted(.receipt(.expired, .absentSubscriber, "EXPIRED")),
        21: accepted(.receipt(.rejected, .barred, "REJECTD")),
        22: accepted(.receipt(.unknown, .other, "UNKNOWN")),
        31: rejected(.unknownSubscriber, "ESME_RINVDSTADR"),
        33: rejected(.barred, "ESME_RSUBMITFAIL"),
        36: rejected(.senderNotAllowed, "ESME_RINVSRCADR"),
        37: rejected(.contentRefused, "ESME_RREJECTED"),
        40: SimulatedBehaviour(answer: .throttled(times: 2), steps: [.delivered()]),
        41: SimulatedBehaviour(answer: .temporaryFailure(times: 1), steps: [.delivered()]),
        42: SimulatedBehaviour(answer: .temporaryFailure(times: 2), steps: [.delivered()]),
        43: SimulatedBehaviour(answer: .temporaryFailure(times: .max), steps: []),
        50: accepted(.beforeAnswer(.delivered, "DELIVRD")),
        51: accepted(.delivered(), .delivered(2)),
        52: accepted(),
        53: accepted(.delivered(), .receipt(.buffered, .none, "ENROUTE", 2)),
        54: SimulatedBehaviour(answer: .lost, steps: [.delivered()]),
        60: accepted(.delivered(), .reply("Hola, gracias")),
        61: accepted(.delivered(), .reply("STOP")),
        62: accepted(.delivered(), .reply("BAJA")),
        63: accepted(.delivered(), .reply("¿Cuánto cuesta? 👍")),
    ]

    private static func accepted(_ steps: Step...) -> SimulatedBehaviour {
        SimulatedBehaviour(answer: .accepted, steps: steps)
    }

    private static func rejected(_ code: StatusCode, _ carrierCode: String) -> SimulatedBehaviour {
        SimulatedBehaviour(answer: .rejected(code, carrierCode: carrierCode), steps: [])
    }

    /// All steps, one bit each.
    var allSteps: UInt8 { UInt8(truncatingIfNeeded: (1 << steps.count) - 1) }

    /// Whether the sender must be kept, because the phone replies to it.
    var needsSender: Bool {
        steps.contains { step in
            if case .reply = step.report { true } else { false }
        }
    }
}

extension SimulatedBehaviour.Step {
    static func receipt(
        _ status: MessageStatus,
        _ code: StatusCode,
        _ carrierCode: String,
        _ delays: Int64 = 1
    ) -> Self {
        Self(report: .receipt(status, code, carrierCode: carrierCode), delays: delays)
    }

    static func delivered(_ delays: Int64 = 1) -> Self {
        .receipt(.delivered, .none, "DELIVRD", delays)
    }

    static func beforeAnswer(_ status: MessageStatus, _ carrierCode: String) -> Self {
        Self(
            report: .receipt(status, .none, carrierCode: carrierCode),
            delays: 0,
            isBeforeAnswer: true
        )
    }

    static func reply(_ text: String) -> Self {
        Self(report: .reply(text), delays: 2)
    }
}
