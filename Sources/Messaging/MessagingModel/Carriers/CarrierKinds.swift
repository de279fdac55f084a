public import Essentials

/// The kinds of carrier that a server can have.
public struct CarrierKinds: Sendable {
    /// All kinds.
    public let all: [any CarrierKind]

    /// Creates the list.
    public init(_ all: [any CarrierKind]) { self.all = all }

    /// The kind of that name.
    public func kind(named name: CarrierSettings.Kind) throws(CarrierError) -> any CarrierKind {
        guard let kind = all.first(where: { $0.name == name }) else {
            throw .unknownKind(name.rawValue)
        }
        return kind
    }

    /// The settings of all carriers: those in the store, and the built-in ones in any case.
    public func carriers(
        in store: some RoutingStore
    ) async throws(ServiceError) -> [CarrierSettings] {
        let stored = try await store.carriers()
        let missing = all.compactMap(\.builtIn).filter { builtIn in
            !stored.contains { $0.id == builtIn.id }
        }
        return stored + missing
    }

    /// Releases what carriers share, after all were stopped.
    public func shutDown() async { for kind in all { await kind.shutDown() } }
}
