/// Gives carriers small numbers, so that the machine counts instead of comparing names.
@usableFromInline
struct CarrierDirectory<Name: Hashable & Sendable>: Sendable {
    @usableFromInline private(set) var names: [Name] = []
    private var indexes: [Name: UInt8] = [:]
    /// Numbers of carriers that are gone; given to others when there are no new ones.
    private var vacant: [UInt8] = []

    init() {}

    @usableFromInline
    subscript(index: UInt8) -> Name {
        @inlinable get { names[Int(index)] }
    }

    /// The number of a carrier that is known.
    func index(of name: Name) -> UInt8? { indexes[name] }

    /// Whether the number belongs to a carrier that is not gone.
    func isTaken(_ index: UInt8) -> Bool { indexes[names[Int(index)]] == index }

    /// The carrier's number, and whether it is new; nil when there are too many carriers.
    ///
    /// Of the numbers of carriers that are gone, only those that `isFree` allows are given away.
    mutating func register(
        _ name: Name,
        isFree: (UInt8) -> Bool = { _ in true }
    ) -> (index: UInt8, isNew: Bool)? {
        if let index = indexes[name] { return (index, false) }
        if names.count < DispatchError.mostCarriers {
            let index = UInt8(names.count)
            names.append(name)
            indexes[name] = index
            return (index, true)
        }
        guard let place = vacant.firstIndex(where: isFree) else { return nil }
        let index = vacant.remove(at: place)
        names[Int(index)] = name
        indexes[name] = index
        return (index, true)
    }

    /// Forgets a carrier; its number keeps its name until another carrier gets it.
    mutating func remove(_ name: Name) {
        guard let index = indexes.removeValue(forKey: name) else { return }
        vacant.append(index)
    }
}
