/// A few digits, without allocation.
struct Digits {
    /// More than any number has, with every prefix that can be dialled before it.
    static let capacity = 40

    private var storage = InlineArray<40, UInt8>(repeating: 0)
    private(set) var count = 0

    init() {}

    /// The last digits of a whole number.
    init(_ number: UInt64, count: Int) {
        self.count = count
        var rest = number
        for index in stride(from: count - 1, through: 0, by: -1) {
            storage[index] = UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
    }

    /// A digit from 0 to 9.
    subscript(index: Int) -> UInt8 { storage[index] }

    /// Adds a digit; one too many for the capacity is dropped.
    mutating func append(_ digit: UInt8) {
        guard count < Self.capacity else { return }
        storage[count] = digit
        count += 1
    }

    func dropFirst(_ dropped: Int) -> Digits {
        var rest = Digits()
        for index in min(dropped, count)..<count { rest.append(self[index]) }
        return rest
    }

    func starts(with prefix: Digits) -> Bool {
        guard prefix.count <= count else { return false }
        for index in 0..<prefix.count where self[index] != prefix[index] { return false }
        return true
    }

    /// The digits as one number, up to 18 of them.
    var value: UInt64 {
        var value: UInt64 = 0
        for index in 0..<min(count, 18) { value = value * 10 + UInt64(self[index]) }
        return value
    }
}
