import MessagingModel

/// The meaning of a receipt's `err`: maps the carrier's numbers to status codes.
///
/// Carriers use numbers of their own; a failure without an entry gets code 99 and keeps the
/// carrier's text. Some meanings follow from the state alone.
struct ReceiptErrorTable: Hashable, Sendable {
    /// Built-in meanings that many carriers share.
    enum Base: String, CaseIterable, Sendable {
        /// None: every number is the carrier's own.
        case none
        /// The numbers of MAP user errors: 1 unknown subscriber, 13 barred, 27 absent, 32 memory
        /// full, 34 network (3GPP TS 29.002, 17.6.6).
        case map
    }

    var base = Base.none
    private var codes: [String: StatusCode] = [:]

    /// Sets the meaning of an error; leading zeros do not matter.
    mutating func set(_ error: String, _ code: StatusCode) { codes[Self.key(error)] = code }

    /// The code of a receipt with the given status and error.
    func code(of status: MessageStatus, error: String?) -> StatusCode {
        switch status {
        case .failed, .rejected, .expired, .unknown, .error, .canceled: break
        default: return .none
        }
        if let error {
            let key = Self.key(error)
            if let code = codes[key] ?? (base == .map ? Self.mapErrors[key] : nil) { return code }
        }
        return switch status {
        case .expired: .absentSubscriber
        case .rejected: .barred
        default: .other
        }
    }

    private static let mapErrors: [String: StatusCode] = [
        "1": .unknownSubscriber, "5": .unknownSubscriber, "9": .unknownSubscriber,
        "6": .absentSubscriber, "27": .absentSubscriber, "31": .absentSubscriber,
        "11": .barred, "13": .barred, "21": .barred, "32": .memoryFull, "34": .networkError,
    ]

    private static func key(_ error: String) -> String {
        let digits = error.drop { $0 == "0" }
        return digits.isEmpty ? "0" : digits.uppercased()
    }
}
