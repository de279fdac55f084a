/// Names that are removed, and names that no data uses.
extension AudienceColumns {
    /// Drops the column of an attribute.
    public func undefine(attribute: String) { contacts.undefine(attribute) }

    /// Drops the column of a parameter.
    public func undefine(parameter: String, of type: String) {
        knownTable(of: type)?.undefine(parameter)
    }

    /// Drops the table of an event type, if it has no events.
    public func undefine(eventType: String) {
        guard knownTable(of: eventType)?.count == 0 else { return }
        removeTable(of: eventType)
    }

    /// Whether a contact has a value of the attribute.
    public func uses(attribute: String) -> Bool { contacts.uses(attribute) }

    /// Whether an event of the type happened to a contact.
    public func uses(eventType: String) -> Bool {
        knownTable(of: eventType)?.uses(nil) { owners[Int($0)] != 0 } ?? false
    }

    /// Whether an event of a contact has the parameter.
    public func uses(parameter: String, of type: String) -> Bool {
        knownTable(of: type)?.uses(parameter) { owners[Int($0)] != 0 } ?? false
    }

    /// The ids of events of a type above one, in order, at most `limit`.
    public func events(of type: String, after id: Int64, limit: Int) -> [Int64] {
        knownTable(of: type)?.ids(after: id, limit: limit) ?? []
    }

    /// Removes events of a type by their ids.
    public func drop(_ ids: Set<Int64>, of type: String) {
        guard let table = knownTable(of: type), !ids.isEmpty else { return }
        drop(ids, from: table)
    }
}
