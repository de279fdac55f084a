import Essentials
import MessagingModel

extension PipelineChange {
    /// Ends a message whose validity is over.
    static func expired(_ key: MessageKey, refund: Bool, at now: Timestamp) -> PipelineChange {
        .finish(
            .init(
                key,
                status: .expired,
                code: .none,
                carrierCode: nil,
                refund: refund,
                at: now
            )
        )
    }
}

extension DispatchTurn {
    /// Ends messages that no carrier gets, and refunds them.
    func finished(at now: Timestamp) -> [PipelineChange] {
        var changes: [PipelineChange] = []
        for key in expired { changes.append(.expired(key, refund: true, at: now)) }
        for key in unroutable {
            changes.append(
                .finish(
                    .init(
                        key,
                        status: .error,
                        code: .noRoute,
                        carrierCode: nil,
                        refund: true,
                        at: now
                    )
                )
            )
        }
        return changes
    }
}

extension SubmitResult {
    /// Ends a message that no carrier accepted, and refunds it.
    func finish(isExpired: Bool) -> PipelineChange {
        var status = MessageStatus.error
        var code = StatusCode.networkError
        var carrierCode: String?
        switch outcome {
        case .rejected(let reason, let words):
            status = .rejected
            code = reason
            carrierCode = words
        case .temporaryFailure(let words): carrierCode = words
        case .accepted, .throttled, .inDoubt, .notSubmitted: break
        }
        if isExpired {
            status = .expired
            code = .none
        }
        return .finish(
            .init(
                key,
                status: status,
                code: code,
                carrierCode: carrierCode,
                refund: true,
                at: at
            )
        )
    }
}

extension ServiceError {
    /// Whether the same call may succeed later.
    var isPassing: Bool {
        switch self {
        case .unavailable, .overloaded, .exhausted, .cancelled: true
        case .notFound, .invalid, .forbidden, .noFunds, .conflict, .notReady, .internalFault: false
        }
    }
}
