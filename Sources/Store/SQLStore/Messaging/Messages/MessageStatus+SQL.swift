import MessagingModel

extension MessageStatus {
    /// The number of the status in a statement.
    var sql: String { String(rawValue) }

    /// The statuses of messages that are not final.
    static let pending = allCases.filter { !$0.isFinal }
    /// The statuses of messages that a carrier accepted and whose receipt is awaited.
    static let awaitingReceipt: [MessageStatus] = [.sent, .accepted, .buffered]
    /// The statuses of messages that a carrier may have.
    static let withCarrier = [.enqueued] + awaitingReceipt
}

extension [MessageStatus] {
    /// The numbers as `IN (…)` lists them.
    var sql: String { map(\.sql).joined(separator: ", ") }
}
