import AccountsModel
import Attributes
import AudienceModel
import Essentials

/// A project's catalogue, shared by all calls; it grows as they send new names.
///
/// The others see at once what a call discovers. It is stored with the first call that succeeds,
/// so stored data never refers to a definition that is not stored.
final class SharedCatalogue: Sendable {
    fileprivate struct State {
        var catalogue: Catalogue
        var unsaved = CatalogueChanges()
        /// How often changes of this process were stored.
        var saves = 0
        /// Whether a name was refused since unused ones were looked for.
        var wantsRoom = false
    }

    private let state: Locked<State>
    private let project: ProjectID

    init(_ entries: [CatalogueEntry], of project: ProjectID, limits: AttributeLimits) {
        self.project = project
        state = Locked(State(catalogue: Catalogue(entries, limits: limits)))
    }

    private init(_ catalogue: Catalogue, of project: ProjectID) {
        self.project = project
        state = Locked(State(catalogue: catalogue))
    }

    /// A copy for a dry run, which may add to it freely.
    func scratch() -> SharedCatalogue { SharedCatalogue(current, of: project) }

    /// The current catalogue.
    var current: Catalogue { state.withLock { $0.catalogue } }

    /// The version of the current catalogue.
    var version: CatalogueVersion { state.withLock { $0.catalogue.version } }

    /// What stored values must be converted to.
    var conversions: ValueConversions { state.withLock { $0.catalogue.conversions } }

    /// Whether it is worth looking for unused names.
    var isCrowded: Bool { state.withLock { $0.catalogue.isCrowded } }

    /// Whether a name was refused since unused names were made free.
    var wantsRoom: Bool { state.withLock { $0.wantsRoom } }

    /// Records that unused names were made free.
    func gaveRoom() { state.withLock { $0.wantsRoom = false } }

    // MARK: Storing

    /// The changes to store with the next call.
    var unsaved: CatalogueChanges { state.withLock { $0.unsaved } }

    /// Marks changes as stored.
    func saved(_ changes: CatalogueChanges) {
        guard !changes.isEmpty else { return }
        state.withLock { state in
            state.unsaved.discovered.removeAll(where: changes.discovered.contains)
            state.unsaved.widened.removeAll(where: changes.widened.contains)
            state.unsaved.forgotten.removeAll(where: changes.forgotten.contains)
            state.saves += 1
        }
    }

    /// Lets the catalogue have the stored entries, and what is not stored yet; returns the old one.
    ///
    /// The entries are read again if some were stored meanwhile.
    @discardableResult
    func refresh(
        _ read: () async throws(ServiceError) -> [CatalogueEntry]
    ) async throws(ServiceError) -> Catalogue {
        while true {
            let saves = state.withLock { $0.saves }
            let stored = try await read()
            let replaced = state.withLock { state -> Catalogue? in
                guard state.saves == saves else { return nil }
                let old = state.catalogue
                state.replace(stored)
                return old
            }
            if let replaced { return replaced }
        }
    }

    // MARK: Changing

    /// Adds an entry unless another call has just done so; returns the reason if it cannot.
    func discover(
        _ entry: CatalogueEntry,
        refusal: (Catalogue) -> String?,
        isKnown: (Catalogue) -> Bool
    ) -> (catalogue: Catalogue, refusal: String?) {
        state.withLock { state in
            if isKnown(state.catalogue) { return (state.catalogue, nil) }
            if let refusal = refusal(state.catalogue) {
                state.wantsRoom = true
                return (state.catalogue, refusal)
            }
            state.catalogue.add(entry)
            state.catalogue.version.number += 1
            state.unsaved.discovered.append(entry)
            return (state.catalogue, nil)
        }
    }

    /// Gives a guessed entry a wider type, unless it has another one by now.
    func widen(_ key: CatalogueEntry.Key, to type: DataType, at now: Timestamp) -> Catalogue {
        state.withLock { state in
            guard var entry = state.catalogue.entries[key], !entry.flags.contains(.declared),
                let old = DataType(rawValue: entry.dataType), old.widens(to: type)
            else { return state.catalogue }
            entry.dataType = type.rawValue
            if !old.isTextual { entry.flags.insert(.retyped) }
            entry.updatedAt = max(now, entry.updatedAt)
            state.unsaved.widened.removeAll { $0.key == key }
            state.unsaved.widened.append(entry)
            state.rebuild { $0[key] = entry }
            return state.catalogue
        }
    }

    /// Drops a name that was deleted at that time, unless it came back since.
    ///
    /// The process that applies the deletion may not have read the catalogue again yet.
    func drop(_ key: CatalogueEntry.Key, deletedAt moment: Timestamp) {
        func isGone(_ entry: CatalogueEntry) -> Bool {
            let isPart =
                key.kind == .eventType && entry.kind == .eventParameter
                && entry.eventType == key.uid
            return (entry.key == key || isPart) && entry.createdAt <= moment
        }
        state.withLock { state in
            let gone = state.catalogue.entries.values.filter(isGone).map(\.key)
            guard !gone.isEmpty else { return }
            state.unsaved.discovered.removeAll(where: isGone)
            state.unsaved.widened.removeAll(where: isGone)
            state.rebuild { entries in for key in gone { entries[key] = nil } }
        }
    }

    /// Makes names free that no data uses.
    func forget(_ unused: [CatalogueEntry]) {
        state.withLock { state in
            let gone = unused.filter { state.catalogue.entries[$0.key] == $0 }
            guard !gone.isEmpty else { return }
            let keys = Set(gone.map(\.key))
            state.unsaved.discovered.removeAll { keys.contains($0.key) }
            state.unsaved.widened.removeAll { keys.contains($0.key) }
            state.unsaved.forgotten += gone
            state.rebuild { entries in for key in keys { entries[key] = nil } }
        }
    }
}

extension SharedCatalogue.State {
    /// Replaces the entries by stored ones, as the changes that are not stored yet leave them.
    fileprivate mutating func replace(_ stored: [CatalogueEntry]) {
        var entries = Dictionary(stored.map { ($0.key, $0) }) { first, _ in first }
        for entry in unsaved.forgotten
        where entries[entry.key]?.updatedAt == entry.updatedAt {
            entries[entry.key] = nil
        }
        for entry in unsaved.discovered where entries[entry.key] == nil {
            entries[entry.key] = entry
        }
        for entry in unsaved.widened
        where entries[entry.key].map({ $0.updatedAt <= entry.updatedAt }) ?? true {
            entries[entry.key] = entry
        }
        guard entries != catalogue.entries else { return }
        rebuild { $0 = entries }
    }

    fileprivate mutating func rebuild(
        _ change: (inout [CatalogueEntry.Key: CatalogueEntry]) -> Void
    ) {
        let version = catalogue.version
        var entries = catalogue.entries
        change(&entries)
        catalogue = catalogue.with(Array(entries.values))
        catalogue.version = version.next
    }
}

/// Identifies a state of a project's catalogue in this process.
struct CatalogueVersion: Hashable, Sendable {
    /// Grows with every change.
    var number: UInt64 = 0
    /// Grows when an entry is changed or removed, so that checked items may not fit any more.
    var generation: UInt64 = 0

    /// The version after an entry was changed or removed.
    var next: CatalogueVersion {
        CatalogueVersion(number: number + 1, generation: generation + 1)
    }
}

extension DataType {
    /// Whether every value of this type is one of the other, with nothing lost.
    func widens(to other: DataType) -> Bool {
        switch (self, other) {
        case (.string, .text), (.date, .datetime): true
        default: false
        }
    }

    /// The wider type that data may turn a guessed type into; nil if there is none.
    var wider: DataType? {
        switch self {
        case .string: .text
        case .date: .datetime
        default: nil
        }
    }
}
