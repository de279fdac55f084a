import AccountsModel
import AudienceModel

/// A checked call of a stream, step of an import, or action, before it is in the log.
struct IngestCall {
    /// Nil for actions of the platform.
    var source: DataSource?
    /// What is to be applied.
    var items: [LogItem]
    /// What goes into the quarantine.
    var refused: [QuarantinedItem] = []
    /// What it adds to the statistics of the data source.
    var statistics: StreamStatistics?
    /// How far the import has come after this step.
    var checkpoint: ImportCheckpoint?
    /// Called when it is applied; then nobody waits in ``IngestLog/append(_:to:_:)``.
    var whenApplied: (@Sendable () -> Void)?
}
