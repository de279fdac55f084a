import Attributes
import AudienceModel
import Essentials

/// The catalogue as one call sees it, with the names that it discovers.
///
/// They go into the shared catalogue only while ``isKept`` is set, otherwise into a draft.
struct CatalogueDiscovery {
    private(set) var catalogue: Catalogue
    /// Whether discoveries are shared.
    var isKept = false
    private let shared: SharedCatalogue
    private var draft: SharedCatalogue?

    init(_ shared: SharedCatalogue) {
        self.shared = shared
        catalogue = shared.current
    }

    /// Forgets the draft; returns whether there was one.
    mutating func forget() -> Bool {
        guard draft != nil else { return false }
        draft = nil
        catalogue = shared.current
        return true
    }

    /// Adds an entry; returns the reason if it cannot.
    mutating func add(
        _ entry: CatalogueEntry,
        refusal: (Catalogue) -> String?,
        isKnown: (Catalogue) -> Bool
    ) -> String? {
        let answer = target().discover(entry, refusal: refusal, isKnown: isKnown)
        catalogue = answer.catalogue
        return answer.refusal
    }

    /// Gives an entry whose type was guessed a wider type.
    mutating func widen(_ key: CatalogueEntry.Key, to type: DataType, at now: Timestamp) {
        catalogue = target().widen(key, to: type, at: now)
    }

    private mutating func target() -> SharedCatalogue {
        if isKept { return shared }
        let target = draft ?? shared.scratch()
        draft = target
        return target
    }
}
