public import AccountsModel
public import Essentials
public import MessagingModel

/// The services with which operators run messaging, for every face that operators use.
///
/// Every change is checked, then stored in one transaction with its audit entry. The caller says
/// who acts, e.g. `cli:root`.
public struct OperatorServices: Sendable {
    /// Which carrier gets which messages.
    public let routes: RouteService
    /// Carriers.
    public let carriers: CarrierService
    /// Inbound numbers.
    public let inboundNumbers: InboundNumberService
    /// Notifications that could not be delivered.
    public let deadLetters: DeadLetterService
    /// How the endpoints of notifications fare.
    public let endpoints: EndpointService
    /// Messages of all projects.
    public let messages: MessageAdminService

    /// The stores that the services work on.
    public struct Stores: Sendable {
        let accounts: any AccountStore
        let routing: any RoutingStore
        let inbound: any InboundStore
        let notifications: any NotificationStore
        let messages: any MessageStore
        let pipeline: any PipelineStore

        /// Creates the value.
        public init(
            accounts: any AccountStore,
            routing: any RoutingStore,
            inbound: any InboundStore,
            notifications: any NotificationStore,
            messages: any MessageStore,
            pipeline: any PipelineStore
        ) {
            self.accounts = accounts
            self.routing = routing
            self.inbound = inbound
            self.notifications = notifications
            self.messages = messages
            self.pipeline = pipeline
        }
    }

    /// Creates the services.
    public init(stores: Stores, kinds: CarrierKinds, clock: any Clock, ids: IDSource) {
        let audit = AuditTrail(clock: clock, ids: ids)
        carriers = CarrierService(
            store: stores.routing,
            kinds: kinds,
            clock: clock,
            audit: audit
        )
        routes = RouteService(store: stores.routing, carriers: carriers, ids: ids, audit: audit)
        inboundNumbers = InboundNumberService(
            store: stores.inbound,
            accounts: stores.accounts,
            audit: audit
        )
        deadLetters = DeadLetterService(store: stores.notifications, audit: audit)
        endpoints = EndpointService(store: stores.notifications, accounts: stores.accounts)
        messages = MessageAdminService(
            messages: stores.messages,
            notifications: stores.notifications,
            pipeline: stores.pipeline,
            inbound: stores.inbound,
            accounts: stores.accounts,
            clock: clock
        )
    }
}
