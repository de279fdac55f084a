public import MessageDispatch

/// Watches the pipeline, for metrics and logs; must return quickly.
public protocol PipelineObserver: Sendable {
    /// Something happened.
    func observe(_ report: PipelineReport)
}
