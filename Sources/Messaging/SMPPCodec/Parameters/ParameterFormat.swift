/// What the value of a parameter looks like.
enum ParameterFormat: Hashable, Sendable {
    /// A number of so many octets, highest first; some have two widths.
    case integer(Int, or: Int? = nil)

    /// A C-octet string of so many octets, its NUL included.
    case text(ClosedRange<Int>)

    /// So many octets.
    case octets(ClosedRange<Int>)

    /// No octets, or in SMPP 5.0 one.
    case flag

    /// Whether the length is within the limits, and a C-octet string ends with its only NUL.
    func allows(_ octets: [UInt8]) -> Bool {
        switch self {
        case .integer(let width, let other): octets.count == width || octets.count == other
        case .text(let limits):
            limits.contains(octets.count) && octets.firstIndex(of: 0) == octets.count - 1
        case .octets(let limits): limits.contains(octets.count)
        case .flag: octets.count <= 1
        }
    }

    /// The width of a number that is to be written.
    var width: Int {
        switch self {
        case .integer(let width, _): width
        case .text, .octets, .flag: 1
        }
    }
}
