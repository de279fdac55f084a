/// Why a message failed: the `code` of webhooks (docs/reference/api/transactional.md, "Codes").
///
/// The carrier's own code is kept beside it.
public enum StatusCode: Int, Sendable, CaseIterable {
    /// Nothing went wrong.
    case none = 0
    /// No such subscriber.
    case unknownSubscriber = 1
    /// The phone is off or unreachable.
    case absentSubscriber = 2
    /// The subscriber is barred or blocks the sender.
    case barred = 3
    /// The phone's memory is full.
    case memoryFull = 4
    /// A network on the way failed.
    case networkError = 5
    /// The sender is not allowed in that country.
    case senderNotAllowed = 6
    /// The content was rejected.
    case contentRefused = 7
    /// No carrier serves the destination.
    case noRoute = 8
    /// The balance was too low.
    case noFunds = 9
    /// Anything else.
    case other = 99

    /// The reason as a phrase; nil when nothing went wrong.
    public var reason: String? {
        switch self {
        case .none: nil
        case .unknownSubscriber: "the number belongs to no subscriber"
        case .absentSubscriber: "the phone is off or unreachable"
        case .barred: "the subscriber is barred or blocks the sender"
        case .memoryFull: "the memory of the phone is full"
        case .networkError: "a network on the way failed"
        case .senderNotAllowed: "the sender is not allowed in that country"
        case .contentRefused: "the content was rejected"
        case .noRoute: "no route led to a carrier"
        case .noFunds: "the balance was too low"
        case .other: "another reason, or none was given"
        }
    }
}
