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
    case imports = "import-list"
    case importCreation = "import-create"
    case importState = "import-show"
    case importContent = "import-append"
    case importProblems = "import-problems"
    case importCancellation = "import-cancel"

    var method: HTTPMethod {
        switch self {
        case .contacts, .events, .importCreation, .importCancellation: .post
        case .importContent: .patch
        case .removal: .delete
        default: .get
        }
    }

    /// The path relative to the API's base.
    var path: String { "/project/{project}/datasource/{datasource}" + tail }

    private var tail: String {
        switch self {
        case .info: "/stream"
        case .contacts: "/stream/contacts"
        case .events: "/stream/events"
        case .contact, .removal: "/stream/contacts/{userId}"
        case .attributes: "/stream/specs/attributes"
        case .eventTypes: "/stream/specs/events"
        case .parameters: "/stream/specs/event-parameters/{eventType}"
        case .imports, .importCreation: "/import"
        case .importState: "/import/{import}"
        case .importContent: "/import/{import}/content"
        case .importProblems: "/import/{import}/problems"
        case .importCancellation: "/import/{import}/cancel"
        }
    }
}
