import MessagingModel

/// Numbers the carriers, so that the dispatcher compares small integers instead of names.
struct CarrierDirectory: Sendable {
    private var names: [CarrierID] = []
    private var indexes: [CarrierID: UInt8] = [:]
    /// Numbers of forgotten carriers; reused once all numbers are used.
    private var vacant: [UInt8] = []

    subscript(index: UInt8) -> CarrierID { names[Int(index)] }

    /// The number of a known carrier.
    func index(of name: CarrierID) -> UInt8? { indexes[name] }

    /// Whether the number belongs to a carrier that is not forgotten.
    func isTaken(_ index: UInt8) -> Bool { indexes[names[Int(index)]] == index }

    /// The carrier's number, and whether it is new; nil if there are too many carriers.
    ///
    /// Numbers of forgotten carriers are only reused if `isFree` allows it.
    mutating func register(
        _ name: CarrierID,
        isFree: (UInt8) -> Bool = { _ in true }
    ) -> (index: UInt8, isNew: Bool)? {
        if let index = indexes[name] { return (index, false) }
        if names.count < CarrierSettings.mostCarriers {
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

    /// Forgets a carrier; its number keeps the name until another carrier gets it.
    mutating func remove(_ name: CarrierID) {
        guard let index = indexes.removeValue(forKey: name) else { return }
        vacant.append(index)
    }
}
