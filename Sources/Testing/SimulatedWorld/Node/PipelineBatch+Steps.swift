import MessageDispatch
import MessagingModel

extension PipelineBatch {
    /// What the batch makes durable.
    var steps: Set<DurableStep> { Set(changes.map(\.step)) }
}

extension PipelineChange {
    fileprivate var step: DurableStep {
        switch self {
        case .release: .release
        case .handOff: .handOff
        case .sent, .retry, .doubt: .answer
        case .receipt, .inbound: .receipt
        case .finish: .ending
        }
    }
}
