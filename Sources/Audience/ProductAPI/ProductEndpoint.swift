import AccountsModel
import HTTPServer

/// The endpoints of the API; the raw value names the operation in metrics and documents.
enum ProductEndpoint: String, CaseIterable, Sendable {
    case token = "token-show"
    case project = "project-show"
    case attributes = "specs-attributes"
    case eventTypes = "specs-events"
    case eventType = "specs-event"
    case contact = "audience-show"
    case contactByUnique = "audience-user"
    case contactsByUser = "audience-search-user"
    case contactsByPhone = "audience-search-phone"
    case contactsByEmail = "audience-search-email"
    case lineage = "audience-lineage"
    case contactSearch = "audience-search"
    case contactScroll = "audience-scroll"
    case contactFigures = "audience-aggregations"
    case contactExport = "audience-export"
    case action = "audience-stream"
    case timeline = "audience-events"
    case eventSearch = "event-search"
    case eventScroll = "event-scroll"
    case eventFigures = "event-aggregations"
    case eventExport = "event-export"
    case dataSources = "datasource-list"
    case dataSourceCreation = "datasource-create"
    case dataSource = "datasource-show"
    case dataSourceChange = "datasource-update"
    case dataSourceRemoval = "datasource-delete"
    case dataSourceFigures = "datasource-stats"

    var method: HTTPMethod {
        switch self {
        case .contactSearch, .contactScroll, .contactFigures, .contactExport, .action,
            .eventSearch, .eventScroll, .eventFigures, .eventExport, .dataSourceCreation:
            .post
        case .dataSourceChange: .put
        case .dataSourceRemoval: .delete
        default: .get
        }
    }

    /// The path relative to the API's base.
    var path: String {
        switch self {
        case .token: "/"
        default: "/project/{project}" + tail
        }
    }

    private var tail: String {
        switch self {
        case .token, .project: ""
        case .attributes: "/specs/attributes"
        case .eventTypes: "/specs/events"
        case .eventType: "/specs/events/{eventType}"
        case .contact: "/audience/{audienceId}"
        case .contactByUnique: "/audience/user/{value}"
        case .contactsByUser: "/audience/search/user/{userId}"
        case .contactsByPhone: "/audience/search/phone/{phone}"
        case .contactsByEmail: "/audience/search/email/{email}"
        case .lineage: "/audience/{audienceId}/lineage"
        case .contactSearch: "/audience/search"
        case .contactScroll: "/audience/scroll"
        case .contactFigures: "/audience/aggregations"
        case .contactExport: "/audience/export"
        case .action: "/audience/stream/{action}"
        case .timeline: "/audience/{audienceId}/events"
        case .eventSearch: "/event/search"
        case .eventScroll: "/event/scroll"
        case .eventFigures: "/event/aggregations"
        case .eventExport: "/event/export"
        case .dataSources, .dataSourceCreation: "/datasource"
        case .dataSource, .dataSourceChange, .dataSourceRemoval: "/datasource/{datasource}"
        case .dataSourceFigures: "/datasource/{datasource}/stats"
        }
    }

    /// The scope that a token needs; nil where every token of the project will do.
    var scope: Scope? {
        switch self {
        case .token, .project, .attributes, .eventTypes, .eventType: nil
        case .contact, .contactByUnique, .contactsByUser, .contactsByPhone, .contactsByEmail,
            .lineage:
            .audienceRead
        case .contactSearch, .contactScroll, .contactExport: .audienceList
        case .contactFigures, .eventFigures: .aggregations
        case .action: .audienceWrite
        case .timeline, .eventSearch, .eventScroll, .eventExport: .audienceDataEvents
        case .dataSources, .dataSource, .dataSourceFigures: .dataSourceRead
        case .dataSourceCreation, .dataSourceChange, .dataSourceRemoval: .dataSourceWrite
        }
    }

    /// The endpoints that are counted together; the costly ones have budgets of their own.
    var budget: String {
        switch self {
        case .contactSearch, .eventSearch: "product-search"
        case .contactScroll, .eventScroll: "product-scroll"
        case .contactFigures, .eventFigures: "product-aggregations"
        case .contactExport, .eventExport: "product-export"
        default: "product"
        }
    }
}
