import AccountsModel
import Attributes
import AudienceModel
import Essentials

/// A project's catalogue, shared by all calls, which grows as they bring new names.
///
/// What a call discovers is visible to the others at once. It is stored with the first call that
/// succeeds, so nothing stored ever refers to a definition that is not.
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

    /// The catalogue as of now.
    var current: Catalogue { state.withLock { $0.catalogue } }

    /// How many attributes there are as of now.
    var attributesCount: Int { state.withLock { $0.catalogue.attributes.count } }

    /// The entries to be stored with the next call.
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

    /// Adds an entry unless another call has just done so; returns why it cannot be added.
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
