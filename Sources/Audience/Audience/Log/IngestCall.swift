import AccountsModel
import AudienceModel

/// A checked call of a stream, step of an import, or action, before it is in the log.
struct IngestCall {
    /// Nil for actions of the platform.
    var source: DataSource?
    /// The items to apply.
    var items: [LogItem]
    /// The items for the quarantine.
    var refused: [QuarantinedItem] = []
    /// The change of the data source's statistics.
    var statistics: StreamStatistics?
    /// The progress of the import after this step.
    var checkpoint: ImportCheckpoint?
    /// The generation of the catalogue that the items were checked with; nil for actions.
    var generation: UInt64?
    /// Called when it is applied; then ``IngestLog/append(_:to:_:)`` need not wait.
    var whenApplied: (@Sendable () -> Void)?
}
