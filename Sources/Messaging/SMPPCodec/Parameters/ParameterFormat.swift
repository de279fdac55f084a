/// The format of a parameter's value.
enum ParameterFormat: Hashable, Sendable {
    /// A number of this many octets, highest first; some parameters have two widths.
    case integer(Int, or: Int? = nil)

    /// A C-octet string of this many octets, including its NUL.
    case text(ClosedRange<Int>)

    /// This many octets.
    case octets(ClosedRange<Int>)

    /// No octets, or one in SMPP 5.0.
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

    /// The width to write a number with.
    var width: Int {
        switch self {
        case .integer(let width, _): width
        case .text, .octets, .flag: 1
        }
    }
}
