import HTTPServer

/// The endpoints of a stream; the raw value names the operation in limits, metrics and documents.
enum StreamEndpoint: String, CaseIterable, Sendable {
    case info = "stream-show"
    case contacts = "stream-contacts"
    case events = "stream-events"
    case contact = "stream-contact-show"
    case removal = "stream-contact-delete"
    case attributes = "stream-specs-attributes"
    case eventTypes = "stream-specs-events"
    case parameters = "stream-specs-event-parameters"

    var method: HTTPMethod {
        switch self {
        case .contacts, .events: .post
        case .removal: .delete
        default: .get
        }
    }

    /// The path relative to the API's base.
    var path: String { "/project/{project}/datasource/{datasource}/stream" + tail }

    private var tail: String {
        switch self {
        case .info: ""
        case .contacts: "/contacts"
        case .events: "/events"
        case .contact, .removal: "/contacts/{userId}"
        case .attributes: "/specs/attributes"
        case .eventTypes: "/specs/events"
        case .parameters: "/specs/event-parameters/{eventType}"
        }
    }
}
