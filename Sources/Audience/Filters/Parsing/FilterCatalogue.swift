public import Attributes

/// The attributes and event types that a filter may use.
public struct FilterCatalogue: Sendable {
    /// The attributes by name.
    public var attributes: [String: AttributeDefinition]
    /// The event types by name.
    public var eventTypes: [String: EventTypeDefinition]

    /// Creates a catalogue.
    public init(
        attributes: [AttributeDefinition] = KnownAttributes.all,
        eventTypes: [EventTypeDefinition] = KnownEvents.all
    ) {
        self.attributes = Dictionary(attributes.map { ($0.uid, $0) }) { $1 }
        self.eventTypes = Dictionary(eventTypes.map { ($0.uid, $0) }) { $1 }
    }

    /// The data types of a parameter in the event types that pass.
    func types(ofParameter name: String, in isWanted: (String) -> Bool) -> Set<DataType> {
        var types: Set<DataType> = []
        for (uid, definition) in eventTypes {
            guard let parameter = definition.parameter(name), isWanted(uid) else { continue }
            types.insert(parameter.dataType)
        }
        return types
    }
}
