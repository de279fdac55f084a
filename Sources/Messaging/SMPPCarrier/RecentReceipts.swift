import MessagingModel

/// Remembers the latest final receipts that were stored, so that one that comes again costs no
/// transaction.
///
/// Two generations: when the younger is full, the older is forgotten.
struct RecentReceipts {
    private static let generationSize = 32_768
    private var younger: [String: MessageStatus] = [:]
    private var older: [String: MessageStatus] = [:]

    func contains(_ receipt: CarrierReceipt) -> Bool {
        (younger[receipt.reference] ?? older[receipt.reference]) == receipt.status
    }

    mutating func insert(_ receipt: CarrierReceipt) {
        guard receipt.status.isFinal else { return }
        younger[receipt.reference] = receipt.status
        guard younger.count >= Self.generationSize else { return }
        older = younger
        younger = [:]
    }

    /// The carrier gave the reference to another message: its receipts are new ones.
    mutating func forget(_ reference: String) {
        if !younger.isEmpty { younger[reference] = nil }
        if !older.isEmpty { older[reference] = nil }
    }
}
