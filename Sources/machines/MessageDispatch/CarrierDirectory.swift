/// Gives carriers small numbers, so that the machine counts instead of comparing names.
@usableFromInline
struct CarrierDirectory<Name: Hashable & Sendable>: Sendable {
    @usableFromInline private(set) var names: [Name] = []
    private var indexes: [Name: UInt8] = [:]

    init() {}

    @usableFromInline
    subscript(index: UInt8) -> Name {
        @inlinable get { names[Int(index)] }
    }

    /// The carrier's number, and whether it is new; nil when there are too many carriers.
    mutating func register(_ name: Name) -> (index: UInt8, isNew: Bool)? {
        if let index = indexes[name] { return (index, false) }
        guard names.count < DispatchError.mostCarriers else { return nil }
        let index = UInt8(names.count)
        names.append(name)
        indexes[name] = index
        return (index, true)
    }
}
