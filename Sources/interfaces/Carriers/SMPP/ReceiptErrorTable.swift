import Domain

/// What a receipt's `err` means: the carrier's own numbers to our codes.
///
/// Carriers use numbers of their own; without an entry a failure is code 99 and the carrier's words
/// are kept. Some meanings follow from the state alone.
struct ReceiptErrorTable: Hashable, Sendable {
    private var codes: [String: StatusCode] = [:]

    /// Sets what an error means; leading zeros do not count.
    mutating func set(_ error: String, _ code: StatusCode) { codes[Self.key(error)] = code }

    /// The code of a receipt that says the given status and error.
    func code(of status: MessageStatus, error: String?) -> StatusCode {
        switch status {
        case .failed, .rejected, .expired, .unknown, .error, .canceled: break
        default: return .none
        }
        if let error, let code = codes[Self.key(error)] { return code }
        return switch status {
        case .expired: .absentSubscriber
        case .rejected: .barred
        default: .other
        }
    }

    private static func key(_ error: String) -> String {
        let digits = error.drop { $0 == "0" }
        return digits.isEmpty ? "0" : digits.uppercased()
    }
}
