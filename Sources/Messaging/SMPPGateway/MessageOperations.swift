import Accounts
import AccountsModel
import Essentials
import Messaging
import MessagingModel
import PhoneNumbers
import SMPPCodec
import SMPPSession
import SMPPTransport
import SMSText
import Telemetry

/// `query_sm`, `cancel_sm` and `replace_sm`, on messages of the client's own project.
struct MessageOperations: Sendable {
    let service: MessageService
    let client: Client
    let version: InterfaceVersion
    let clock: any Clock
    let logger: Logger

    /// Performs a request and returns its answer.
    func answer(_ request: SMPPPeerRequest) async -> SMPPAnswer {
        do {
            let body: PDUBody
            switch request.pdu.body {
            case .querySM(let query): body = .querySMResponse(try await self.query(query))
            case .cancelSM(let cancellation):
                try await cancel(cancellation)
                body = .cancelSMResponse
            case .replaceSM(let replacement):
                try await replace(replacement)
                body = .replaceSMResponse
            default: throw Refusal(.invalidCommandID)
            }
            return SMPPAnswer(request.handle, body: body)
        } catch let refusal as Refusal {
            return SMPPAnswer(request.handle, status: refusal.status)
        } catch let error as ServiceError {
            return SMPPAnswer(request.handle, status: status(error, of: request.pdu.body))
        } catch {
            return SMPPAnswer(request.handle, status: .systemError)
        }
    }

    private func status(_ error: ServiceError, of body: PDUBody) -> CommandStatus {
        switch error {
        case .unavailable, .notReady, .internalFault:
            logger.error("smpp operation failed", ["reason": .string("\(error)")])
        default: break
        }
        return switch body {
        case .cancelSM: CommandStatus(error, conflict: .cancelFailed)
        case .replaceSM: CommandStatus(error, conflict: .replaceFailed)
        default: CommandStatus(error, conflict: .queryFailed)
        }
    }

    private func query(_ query: MessageQuery) async throws -> MessageQueryResponse {
        let message = try await own(query.messageID, from: query.source)
        let state = MessageState(message.status)
        let endedAt: Timestamp? =
            switch message.status {
            case .delivered: message.deliveredAt
            case .expired: message.expiresAt
            default: nil
            }
        return MessageQueryResponse(
            messageID: query.messageID,
            finalDate: endedAt.map { SMPPTime.absolute($0).text } ?? "",
            state: state.known(in: version),
            errorCode: UInt8(clamping: message.statusCode ?? 0)
        )
    }

    /// Cancels one message; SMPP's groups of messages have no id here and cannot be cancelled.
    private func cancel(_ cancellation: MessageCancellation) async throws {
        guard !cancellation.messageID.isEmpty else { throw Refusal(.cancelFailed) }
        let message = try await own(cancellation.messageID, from: cancellation.source)
        let recipient = cancellation.destination.digits
        guard
            recipient.isEmpty || recipient == message.recipient
                || recipient.destination == message.destination
        else { throw Refusal(.invalidDestinationAddress) }
        _ = try await service.cancel(message.key.id, in: [message.key.project])
    }

    private func replace(_ replacement: SMPPCodec.MessageReplacement) async throws {
        guard replacement.defaultMessageID == 0 else { throw Refusal(.invalidDefaultMessage) }
        let message = try await own(replacement.messageID, from: replacement.source)
        let now = clock.now
        var revision = MessageRevision(sender: message.sender)
        if let due = try replacement.scheduleDeliveryTime.moment(
            from: now,
            or: .invalidScheduledTime
        ) {
            revision.schedule = .at(due)
        }
        revision.expiresAt = try replacement.validityPeriod.moment(
            from: now,
            or: .invalidValidityPeriod
        )
        revision.reports = ReportRequest(rawValue: replacement.registeredDelivery.rawValue)
        if !replacement.message.isEmpty {
            // The request names no character set: it is that of the message.
            revision.text = try SubmittedText.decode(
                replacement.message,
                message.allowsUnicode ? .utf16 : .gsm7,
                in: version
            )
        }
        try await service.replace(
            message.key.id,
            with: revision,
            from: MessageOrigin(client.authorization)
        )
    }

    /// A message of the client's project; a sender, if the client names one, must be the message's.
    private func own(_ id: String, from source: Address) async throws -> Message {
        let project = client.authorization.token.project
        let message: Message
        if let id = ObjectID(id) {
            message = try await service.message(id, in: [project])
        } else if let id = ShortMessageID(id) {
            message = try await service.message(id, of: client.token, in: project)
        } else {
            throw Refusal(.invalidMessageID)
        }
        guard message.token == client.token else { throw Refusal(.invalidMessageID) }
        guard source.digits.isEmpty || source.digits.bare == message.sender.bare else {
            throw Refusal(.invalidSourceAddress)
        }
        return message
    }
}

extension String {
    /// A sender's number without its international prefix.
    fileprivate var bare: Substring {
        if hasPrefix("+") { return dropFirst() }
        return hasPrefix("00") ? dropFirst(2) : self[...]
    }

    /// The digits of the number that messages to this recipient go to; nil if there is none.
    fileprivate var destination: UInt64? {
        do throws(PhoneNumberError) {
            return try E164Number.recipient(self).digits
        } catch {
            return nil
        }
    }
}
