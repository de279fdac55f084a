import AccountsModel
public import Essentials
public import MessagingModel

/// The rules for carriers.
public struct CarrierService: Sendable {
    /// After this time without news the server is not running.
    private static let freshness: Duration = .seconds(20)
    /// What stands in place of a secret.
    private static let hidden = "hidden"
    static let nameRule = Phrase.mustBe("1 to 40 letters, digits, dashes, underscores or dots")
    /// The most bytes of an option, its name included.
    fileprivate static let longestOption = 1000

    private let store: any RoutingStore
    private let kinds: CarrierKinds
    private let clock: any Clock
    private let audit: AuditTrail

    init(store: any RoutingStore, kinds: CarrierKinds, clock: any Clock, audit: AuditTrail) {
        self.store = store
        self.kinds = kinds
        self.clock = clock
        self.audit = audit
    }

    // MARK: Reading

    /// All carriers, the built-in ones last unless they were changed.
    public func list() async throws(ServiceError) -> [CarrierOverview] {
        let statuses = try await store.carrierStatuses()
        return try await allSettings().map { overview($0, statuses) }
    }

    /// One carrier; throws when there is none.
    public func carrier(_ id: CarrierID) async throws(ServiceError) -> CarrierOverview {
        let settings = try await settings(of: id)
        return overview(settings, try await store.carrierStatuses())
    }

    /// Connects to a carrier and submits nothing; one result for each connection.
    public func check(_ id: CarrierID) async throws(ServiceError) -> [CarrierConnectionCheck] {
        let carrier = try await settings(of: id)
        let results: [CarrierConnectionCheck]?
        do throws(CarrierError) {
            results = try await kinds.kind(named: carrier.kind).check(carrier)
        } catch {
            throw ServiceError(error)
        }
        guard let results else {
            throw .invalid("name", Phrase.mustBe("a carrier with connections, e.g. over SMPP"))
        }
        return results
    }

    // MARK: Changing

    /// Adds a carrier; a running server connects at once.
    public func add(
        _ id: CarrierID,
        kind name: String,
        _ change: CarrierChange,
        by actor: String
    ) async throws(ServiceError) -> CarrierOverview {
        var errors = FieldErrors()
        if !id.isValid { errors.refuse("name", Self.nameRule) }
        let addable = kinds.all.filter { $0.builtIn == nil }
        let kind = addable.first { $0.name.rawValue == name }
        if kind == nil {
            let names = addable.map(\.name.rawValue).joined(separator: " or ")
            errors.refuse("type", Phrase.mustBe(names))
        }
        errors.refuse(change)
        try errors.check()
        guard try await allSettings().allSatisfy({ $0.id != id }) else {
            throw .conflict("there is a carrier \(id) already")
        }
        guard let kind else { throw .internalFault("a carrier without a kind") }
        let carrier = change.applied(to: CarrierSettings(id: id, kind: kind.name), of: kind)
        return try await save(carrier, "carrier.add", by: actor)
    }

    /// Changes a carrier's settings; a running server follows at once.
    public func update(
        _ id: CarrierID,
        _ change: CarrierChange,
        by actor: String
    ) async throws(ServiceError) -> CarrierOverview {
        var errors = FieldErrors()
        errors.refuse(change)
        try errors.check()
        let carrier = try await settings(of: id)
        let changed = change.applied(to: carrier, of: try kind(of: carrier))
        return try await save(changed, "carrier.set", by: actor)
    }

    /// Takes a carrier out of service; its messages wait or go elsewhere.
    public func pause(
        _ id: CarrierID,
        by actor: String
    ) async throws(ServiceError)
        -> CarrierOverview
    {
        var carrier = try await settings(of: id)
        carrier.isPaused = true
        return try await save(carrier, "carrier.pause", by: actor)
    }

    /// Takes a carrier into service again.
    public func resume(
        _ id: CarrierID,
        by actor: String
    ) async throws(ServiceError)
        -> CarrierOverview
    {
        var carrier = try await settings(of: id)
        carrier.isPaused = false
        return try await save(carrier, "carrier.resume", by: actor)
    }

    /// Removes a carrier that no route leads to; a running server disconnects.
    public func remove(_ id: CarrierID, by actor: String) async throws(ServiceError) {
        guard id.isValid else { throw .invalid("name", Self.nameRule) }
        guard kinds.all.allSatisfy({ $0.builtIn?.id != id }) else {
            throw .invalid(
                "name",
                Phrase.mustNotBe("the \(id): messages of test tokens go there")
            )
        }
        let entry = audit.entry("carrier.remove", of: id.description, by: actor)
        try await store.removeCarrier(id, audit: entry)
    }

    // MARK: Parts

    /// The settings of a carrier that the server has; throws when there is none.
    func settings(of id: CarrierID) async throws(ServiceError) -> CarrierSettings {
        guard id.isValid else { throw .invalid("name", Self.nameRule) }
        let all = try await allSettings()
        guard let carrier = all.first(where: { $0.id == id }) else {
            let names = all.map(\.id.description).joined(separator: ", ")
            throw .notFound("carrier \(id); there is: \(names)")
        }
        return carrier
    }

    private func allSettings() async throws(ServiceError) -> [CarrierSettings] {
        try await kinds.carriers(in: store)
    }

    private func kind(of carrier: CarrierSettings) throws(ServiceError) -> any CarrierKind {
        do throws(CarrierError) { return try kinds.kind(named: carrier.kind) } catch {
            throw ServiceError(error)
        }
    }

    private func save(
        _ carrier: CarrierSettings,
        _ action: String,
        by actor: String
    ) async throws(ServiceError) -> CarrierOverview {
        let kind = try kind(of: carrier)
        do throws(CarrierError) { try kind.validate(carrier) } catch { throw ServiceError(error) }
        let shown = shown(carrier)
        let entry = audit.entry(action, of: carrier.id.description, by: actor, shown.summary)
        try await store.save(carrier, audit: entry)
        return CarrierOverview(settings: shown, status: nil)
    }

    private func overview(
        _ carrier: CarrierSettings,
        _ statuses: [CarrierStatus]
    ) -> CarrierOverview {
        let now = clock.now
        let status = statuses.first { $0.id == carrier.id && now - $0.at < Self.freshness }
        return CarrierOverview(settings: shown(carrier), status: status)
    }

    /// The settings without their secrets.
    private func shown(_ carrier: CarrierSettings) -> CarrierSettings {
        let kind = kinds.all.first { $0.name == carrier.kind }
        var carrier = carrier
        for name in carrier.options.keys where kind?.isSecret(option: name) ?? true {
            carrier.options[name] = Self.hidden
        }
        return carrier
    }
}

extension FieldErrors {
    /// Checks what holds for every kind of carrier.
    fileprivate mutating func refuse(_ change: CarrierChange) {
        if let window = change.window, !CarrierSettings.windowRange.contains(window) {
            refuse("window", Phrase.mustBe(CarrierSettings.windowRange))
        }
        if let rate = change.rate ?? nil, !CarrierSettings.rateRange.contains(rate) {
            refuse("rate", Phrase.mustBe(CarrierSettings.rateRange))
        }
        for (name, value) in change.options {
            if name.isEmpty {
                refuse("options", Phrase.mustHave("a name"))
            } else if name.utf8.count + value.utf8.count >= CarrierService.longestOption {
                refuse("options.\(name)", Phrase.mustHave("at most 1000 bytes with its value"))
            }
        }
    }
}

extension CarrierSettings {
    /// What the audit log says of it.
    fileprivate var summary: [(String, String)] {
        let options = options.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        return [
            ("type", kind.rawValue), ("window", String(windowSize)),
            ("rate", ratePerSecond.map(String.init) ?? "-"), ("paused", isPaused ? "yes" : "no"),
            ("options", options.joined(separator: " ")),
        ]
    }
}

extension ServiceError {
    fileprivate init(_ error: CarrierError) {
        switch error {
        case .invalidOption(let name, let reason): self = .invalid("options.\(name)", reason)
        case .unknownKind: self = .invalid("type", "\(error)")
        case .unavailable(let reason): self = .internalFault(reason)
        }
    }
}
