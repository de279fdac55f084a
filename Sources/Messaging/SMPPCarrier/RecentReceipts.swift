import MessagingModel

/// Remembers the latest final receipts that were stored, so that repeated ones cost no transaction.
///
/// There are two generations: when the younger is full, the older is forgotten.
struct RecentReceipts {
    private static let generationSize = 32_768
    private var younger: [String: MessageStatus] = [:]
    private var older: [String: MessageStatus] = [:]

    /// Whether a final receipt was stored that makes this one superfluous: it repeats it, or is an
    /// intermediate one that comes late.
    func contains(_ receipt: CarrierReceipt) -> Bool {
        guard receipt.fault == nil,
            let stored = younger[receipt.reference] ?? older[receipt.reference]
        else { return false }
        return stored == receipt.status || !receipt.status.isFinal
    }

    mutating func insert(_ receipt: CarrierReceipt) {
        guard receipt.status.isFinal, receipt.fault == nil else { return }
        younger[receipt.reference] = receipt.status
        guard younger.count >= Self.generationSize else { return }
        older = younger
        younger = [:]
    }

    /// Forgets a reference that the carrier has given to another message.
    mutating func forget(_ reference: String) {
        if !younger.isEmpty { younger[reference] = nil }
        if !older.isEmpty { older[reference] = nil }
    }
}
