/// What goes through the mandatory fields of a unit in the order of the wire.
///
/// Each operation names its fields once; reading, writing and listing them are three coders that
/// take the same walk, so what is written is what is read.
protocol FieldCoder {
    associatedtype Failure: Error

    mutating func octet(_ value: inout UInt8, _ field: Field) throws(Failure)
    mutating func word(_ value: inout UInt32, _ field: Field) throws(Failure)

    /// A C-octet string: octets up to a NUL.
    mutating func string(_ value: inout String, _ field: Field) throws(Failure)

    /// A length octet and as many octets.
    mutating func octets(_ value: inout [UInt8], _ field: Field) throws(Failure)

    /// A count octet and as many elements.
    mutating func list<Element: FieldLayout>(
        _ elements: inout [Element],
        _ field: Field
    ) throws(Failure)

    /// The failure to report for a value that has no meaning.
    func invalid(_ field: Field) -> Failure
}

/// What has mandatory fields.
protocol FieldLayout: Sendable {
    init()

    /// Takes the coder through the fields in the order of the wire.
    mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure)
}

/// The fields of an operation, after which optional parameters may follow.
protocol BodyLayout: FieldLayout, Hashable {
    var parameters: Parameters { get set }
}

extension FieldCoder {
    mutating func address(
        _ value: inout Address,
        _ type: Field,
        _ plan: Field,
        _ digits: Field
    ) throws(Failure) {
        try octet(&value.typeOfNumber.rawValue, type)
        try octet(&value.numberingPlan.rawValue, plan)
        try string(&value.digits, digits)
    }

    mutating func source(_ value: inout Address) throws(Failure) {
        try address(&value, .sourceTON, .sourceNPI, .source)
    }

    mutating func destination(_ value: inout Address) throws(Failure) {
        try address(&value, .destinationTON, .destinationNPI, .destination)
    }

    mutating func flag(_ value: inout Bool, _ field: Field) throws(Failure) {
        var octet: UInt8 = value ? 1 : 0
        try self.octet(&octet, field)
        value = octet != 0
    }
}
