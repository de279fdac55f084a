import MessagingModel

/// The changes of a batch by kind, each with its index in the batch.
struct ChangesByKind {
    var releases: [Indexed<PipelineChange.Release>] = []
    var handOffs: [Indexed<PipelineChange.HandOff>] = []
    var sent: [Indexed<PipelineChange.Sent>] = []
    var retries: [Indexed<PipelineChange.Retry>] = []
    var doubts: [Indexed<PipelineChange.Doubt>] = []
    var finishes: [Indexed<PipelineChange.Finish>] = []
    var receipts: [Indexed<PipelineChange.Receipt>] = []
    var inbound: [Indexed<PipelineChange.Inbound>] = []

    /// Whether a receipt precedes a change that is applied before it.
    var hasReceiptBeforeItsCause: Bool {
        guard let receipt = receipts.first else { return false }
        return [sent.last?.index, doubts.last?.index].contains { $0 ?? 0 > receipt.index }
    }

    init(_ changes: ArraySlice<PipelineChange>) {
        for (index, change) in zip(changes.indices, changes) {
            switch change {
            case .release(let change): releases.append(Indexed(index, change))
            case .handOff(let change): handOffs.append(Indexed(index, change))
            case .sent(let change): sent.append(Indexed(index, change))
            case .retry(let change): retries.append(Indexed(index, change))
            case .doubt(let change): doubts.append(Indexed(index, change))
            case .finish(let change): finishes.append(Indexed(index, change))
            case .receipt(let change): receipts.append(Indexed(index, change))
            case .inbound(let change): inbound.append(Indexed(index, change))
            }
        }
    }
}

/// A change and its index in the batch.
struct Indexed<Change> {
    let index: Int
    let change: Change

    init(_ index: Int, _ change: Change) {
        self.index = index
        self.change = change
    }
}
