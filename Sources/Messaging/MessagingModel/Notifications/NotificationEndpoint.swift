public import AccountsModel
public import Essentials

/// The destination of notifications: one token of a project, over one channel.
public struct NotificationEndpoint: Hashable, Sendable {
    /// The project that the notifications are about.
    public let project: ProjectID
    /// The token that is notified: its callback URL, or the SMPP sessions of its system id.
    public let token: ObjectID
    /// How they are sent.
    public let channel: NotificationChannel

    /// Creates an endpoint.
    public init(project: ProjectID, token: ObjectID, channel: NotificationChannel = .webhook) {
        self.project = project
        self.token = token
        self.channel = channel
    }
}

/// How a notification is sent.
///
/// The raw value is what the stores keep; it never changes its meaning.
public enum NotificationChannel: Int, Sendable, CaseIterable {
    /// A request to the token's callback URL.
    case webhook = 0
    /// A `deliver_sm` to a session of the token's system id.
    case smpp = 1
}
