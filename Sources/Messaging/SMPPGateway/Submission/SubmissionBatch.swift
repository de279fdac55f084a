import Accounts
import AccountsModel
import Essentials
import Messaging
import MessagingModel
import SMPPCodec
import SMPPTransport
import Telemetry

/// Requests of one client that are stored together.
struct SubmissionBatch: Sendable {
    let submissions: [Submission]
    let client: Client
    let at: Timestamp
    /// The most messages that the requests make.
    let messagesCount: Int

    init(_ submissions: [Submission], of client: Client, at now: Timestamp) {
        self.submissions = submissions
        self.client = client
        at = now
        messagesCount = submissions.reduce(0) { $0 + $1.messagesCount }
    }

    /// One message: its index among those sent, or why it was refused.
    private typealias Composed = Result<Int, Refusal>

    /// Composes and sends the messages, and returns the answers by link.
    func run(
        _ service: MessageService,
        _ metrics: GatewayMetrics,
        _ logger: Logger
    ) async -> [LinkAnswers] {
        let origin = MessageOrigin(client.authorization)
        var messages: [Message] = []
        messages.reserveCapacity(messagesCount)
        var composed: [Composed] = []
        composed.reserveCapacity(messagesCount)
        for submission in submissions {
            switch submission.form {
            case .single, .data:
                composed.append(
                    compose(submission.content, submission, origin, service, &messages)
                )
            case .multiple(let destinations):
                for destination in destinations {
                    composed.append(
                        compose(destination, of: submission, origin, service, &messages)
                    )
                }
            }
        }
        let sent = await send(messages, service, logger)
        let results = composed.map { $0.flatMap { sent[$0] } }
        noteRefused(results, metrics, logger)
        return answers(results)
    }

    private func noteRefused(
        _ results: [Result<String, Refusal>],
        _ metrics: GatewayMetrics,
        _ logger: Logger
    ) {
        var refused = RefusedSubmissions()
        var next = 0
        for submission in submissions {
            for result in results[next..<next + submission.messagesCount] {
                if case .failure(let refusal) = result { refused.add(submission, refusal) }
            }
            next += submission.messagesCount
        }
        refused.note(of: client, metrics, logger)
    }

    private func compose(
        _ destination: Destination,
        of submission: Submission,
        _ origin: MessageOrigin,
        _ service: MessageService,
        _ messages: inout [Message]
    ) -> Composed {
        guard case .address(let address) = destination else {
            return .failure(Refusal(.cannotSubmitToList))
        }
        var content = submission.content
        content.destination = address
        return compose(content, submission, origin, service, &messages)
    }

    private func compose(
        _ content: ShortMessage,
        _ submission: Submission,
        _ origin: MessageOrigin,
        _ service: MessageService,
        _ messages: inout [Message]
    ) -> Composed {
        do {
            try service.checkRoutes(for: origin)
            let draft = try MessageDraft(content, in: submission.version, at: at)
            messages.append(try service.composer.compose(draft, from: origin))
            return .success(messages.count - 1)
        } catch let refusal as Refusal {
            return .failure(refusal)
        } catch let invalid as InvalidDraft {
            return .failure(Refusal(invalid.errors))
        } catch let error as ServiceError {
            return .failure(Refusal(CommandStatus(error), reason: "\(error)"))
        } catch {
            return .failure(Refusal(.systemError))
        }
    }

    private func send(
        _ messages: [Message],
        _ service: MessageService,
        _ logger: Logger
    ) async -> [Result<String, Refusal>] {
        do {
            switch try await service.send(messages, keepsUnpaid: false) {
            case .accepted(let statuses):
                return zip(messages, statuses).map { message, status in
                    status == .unpaid
                        ? .failure(Refusal(.submitFailed, reason: "no funds"))
                        : .success(message.idOverSMPP)
                }
            case .noFunds, .duplicateKey:
                return messages.map { _ in
                    .failure(Refusal(.submitFailed, reason: "no funds"))
                }
            }
        } catch {
            logger.error("smpp submissions failed", ["reason": .string("\(error)")])
            return messages.map { _ in
                .failure(Refusal(CommandStatus(error), reason: "\(error)"))
            }
        }
    }

    private func answers(_ results: [Result<String, Refusal>]) -> [LinkAnswers] {
        var answers: [LinkAnswers] = []
        var places: [ObjectIdentifier: Int] = [:]
        var next = 0
        for submission in submissions {
            let answer: SMPPAnswer
            if case .multiple(let destinations) = submission.form {
                let end = next + destinations.count
                answer = submission.answer(Array(results[next..<end]), to: destinations)
                next = end
            } else {
                answer = submission.answer(results[next])
                next += 1
            }
            let name = ObjectIdentifier(submission.link)
            if let place = places[name] {
                answers[place].answers.append(answer)
            } else {
                places[name] = answers.count
                answers.append(LinkAnswers(link: submission.link, answers: [answer]))
            }
        }
        return answers
    }
}

/// The answers for one link.
struct LinkAnswers: Sendable {
    let link: SMPPLink
    var answers: [SMPPAnswer]
}

extension MessageOrigin {
    init(_ authorization: Authorization) {
        self.init(
            organization: authorization.account.organization.id,
            project: authorization.token.project,
            token: authorization.token,
            prices: authorization.account.prices
        )
    }
}
