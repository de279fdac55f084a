public import AccountsModel
public import Essentials
public import MessagingModel
import PhoneNumbers

/// The rules for routes: which carrier gets which messages.
public struct RouteService: Sendable {
    private let store: any RoutingStore
    let carriers: CarrierService
    private let ids: IDSource
    private let audit: AuditTrail

    init(store: any RoutingStore, carriers: CarrierService, ids: IDSource, audit: AuditTrail) {
        self.store = store
        self.carriers = carriers
        self.ids = ids
        self.audit = audit
    }

    /// Adds a route to a carrier that the server has; in force at once unless it is disabled.
    ///
    /// Throws ``ServiceError/conflict(_:)`` if there is one with the same carrier, conditions and
    /// priority.
    public func add(_ request: NewRoute, by actor: String) async throws(ServiceError) -> Route {
        let route = try route(request)
        _ = try await carriers.settings(of: route.carrier)
        if let twin = try await store.routes().valid.first(where: route.repeats) {
            throw .conflict("route \(twin.id) does the same already")
        }
        let entry = audit.entry(
            "route.add",
            of: "\(route.id)",
            by: actor,
            [("carrier", "\(route.carrier)"), ("priority", "\(route.priority)")]
        )
        try await store.save(route, audit: entry)
        return route
    }

    /// All routes, highest priority first, and those that cannot be used.
    public func list() async throws(ServiceError) -> StoredRoutes {
        var routes = try await store.routes()
        routes.valid.sort { ($1.priority, $0.id) < ($0.priority, $1.id) }
        return routes
    }

    /// Removes a route; throws when there is none.
    public func remove(_ id: ObjectID, by actor: String) async throws(ServiceError) {
        let entry = audit.entry("route.remove", of: "\(id)", by: actor)
        try await store.removeRoute(id, audit: entry)
    }

    /// Which messages the routes in force leave without a carrier, in words; nil for none.
    public func gap() async throws(ServiceError) -> String? {
        RouteGap(try await store.routes().valid)?.description
    }

    private func route(_ request: NewRoute) throws(ServiceError) -> Route {
        var errors = FieldErrors()
        if !request.carrier.isValid { errors.refuse("carrier", CarrierService.nameRule) }
        let country = request.country == "*" ? nil : request.country?.uppercased()
        if let country, Country(code: country) == nil {
            errors.refuse(
                "country",
                Phrase.mustBe("the ISO 3166 code of a country, e.g. ES, or * for every country")
            )
        }
        let prefix = request.prefix.flatMap(RoutePrefix.init)
        if request.prefix != nil, prefix == nil {
            errors.refuse(
                "prefix",
                Phrase.mustBe("1 to 15 digits without plus or leading zero, e.g. 346")
            )
        }
        if let sender = request.sender, !Route.senderLengthRange.contains(sender.count) {
            errors.refuse("sender", Phrase.mustHave("1 to 16 characters"))
        }
        if !Route.priorityRange.contains(request.priority) {
            errors.refuse("priority", Phrase.mustBe(Route.priorityRange))
        }
        if !Route.weightRange.contains(request.weight) {
            errors.refuse("weight", Phrase.mustBe(Route.weightRange))
        }
        try errors.check()
        return Route(
            id: ids.next(),
            carrier: request.carrier,
            country: country,
            prefix: prefix,
            sender: request.sender,
            project: request.project,
            priority: request.priority,
            weight: request.weight,
            isEnabled: request.isEnabled
        )
    }
}

extension Route {
    /// Whether another route takes the same messages to the same carrier in the same place.
    fileprivate func repeats(_ other: Route) -> Bool {
        carrier == other.carrier && country == other.country && prefix == other.prefix
            && sender == other.sender && project == other.project && priority == other.priority
            && isEnabled == other.isEnabled
    }
}

/// What an operator asks for when adding a route; nil matches everything.
public struct NewRoute: Sendable {
    /// The carrier it leads to.
    public var carrier: CarrierID
    /// An ISO 3166 country code, in capitals or not; `*` and nil match every country.
    public var country: String?
    /// The first digits of recipients, without plus.
    public var prefix: String?
    /// The sender.
    public var sender: String?
    /// The project.
    public var project: ProjectID?
    /// Higher goes first.
    public var priority = 0
    /// The share among equal routes.
    public var weight = 1
    /// Whether it is in force.
    public var isEnabled = true

    /// Creates a request for a route that matches every message.
    public init(carrier: CarrierID) { self.carrier = carrier }
}
