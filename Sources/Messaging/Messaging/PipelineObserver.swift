public import MessageDispatch

/// Receives the pipeline's reports, for metrics and logs; must return quickly.
public protocol PipelineObserver: Sendable {
    /// Handles a report.
    func observe(_ report: PipelineReport)
}
