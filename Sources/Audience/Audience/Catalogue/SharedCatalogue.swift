import AccountsModel
import Attributes
import AudienceModel
import Essentials

/// A project's catalogue, shared by all calls; it grows as they send new names.
///
/// The others see at once what a call discovers. It is stored with the first call that succeeds,
/// so stored data never refers to a definition that is not stored.
final class SharedCatalogue: Sendable {
    private struct State {
        var catalogue: Catalogue
        var unsaved: [CatalogueEntry] = []
    }

    private let state: Locked<State>
    private let project: ProjectID
    private let limits: AttributeLimits

    init(_ entries: [CatalogueEntry], of project: ProjectID, limits: AttributeLimits) {
        self.project = project
        self.limits = limits
        state = Locked(State(catalogue: Catalogue(entries, limits: limits)))
    }

    private init(_ catalogue: Catalogue, of project: ProjectID, limits: AttributeLimits) {
        self.project = project
        self.limits = limits
        state = Locked(State(catalogue: catalogue))
    }

    /// A copy for a dry run, which may add to it freely.
    func scratch() -> SharedCatalogue { SharedCatalogue(current, of: project, limits: limits) }

    /// The current catalogue.
    var current: Catalogue { state.withLock { $0.catalogue } }

    /// The current number of attributes.
    var attributesCount: Int { state.withLock { $0.catalogue.attributes.count } }

    /// The entries to store with the next call.
    var unsaved: [CatalogueEntry] { state.withLock { $0.unsaved } }

    /// Marks entries as stored.
    func saved(_ entries: [CatalogueEntry]) {
        guard !entries.isEmpty else { return }
        state.withLock { state in state.unsaved.removeAll(where: entries.contains) }
    }

    /// Adds what another process stored.
    func learn(_ entries: [CatalogueEntry]) {
        state.withLock { state in for entry in entries { state.catalogue.add(entry) } }
    }

    /// Adds an entry unless another call has just done so; returns the reason if it cannot.
    func discover(
        _ entry: CatalogueEntry,
        refusal: (Catalogue) -> String?,
        isKnown: (Catalogue) -> Bool
    ) -> (catalogue: Catalogue, refusal: String?) {
        state.withLock { state in
            if isKnown(state.catalogue) { return (state.catalogue, nil) }
            if let refusal = refusal(state.catalogue) { return (state.catalogue, refusal) }
            state.catalogue.add(entry)
            state.unsaved.append(entry)
            return (state.catalogue, nil)
        }
    }
}
