import Attributes
import AudienceModel
import Essentials

extension CatalogueEntry {
    /// The data source that the entry counts for; nil if it was declared.
    var bringer: ObjectID? { flags.contains(.declared) ? nil : dataSource }
}

extension AttributeDefinition {
    /// The definition with the words and flags of an entry.
    func shown(by entry: CatalogueEntry) -> AttributeDefinition {
        var shown = self
        if !entry.label.isEmpty { shown.displayLabel = entry.label }
        if !entry.details.isEmpty { shown.description = entry.details }
        if entry.flags.contains(.hidden) { shown.flags.remove(.visible) }
        if entry.flags.contains(.disabled) { shown.flags.remove(.enabled) }
        if entry.flags.contains(.important) { shown.flags.insert(.important) }
        return shown
    }
}

extension EventTypeDefinition {
    /// The definition with the words and flags of an entry.
    func shown(by entry: CatalogueEntry) -> EventTypeDefinition {
        var shown = self
        if !entry.label.isEmpty { shown.name = entry.label }
        if !entry.details.isEmpty { shown.description = entry.details }
        if entry.flags.contains(.important) { shown.isImportant = true }
        shown.isVisible = !entry.flags.contains(.hidden)
        shown.isEnabled = !entry.flags.contains(.disabled)
        return shown
    }
}

extension ParameterDefinition {
    /// The definition with the words and flags of an entry; a built-in one stays required.
    func shown(by entry: CatalogueEntry, isBuiltIn: Bool) -> ParameterDefinition {
        var shown = self
        if !entry.label.isEmpty { shown.title = entry.label }
        if !entry.details.isEmpty { shown.description = entry.details }
        if !isBuiltIn { shown.isRequired = entry.flags.contains(.required) }
        shown.isVisible = !entry.flags.contains(.hidden)
        shown.isEnabled = !entry.flags.contains(.disabled) || shown.isRequired
        return shown
    }
}
