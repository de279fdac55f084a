/// Visits the mandatory fields of a PDU in the order of the wire.
///
/// Each operation names its fields once; the coders that read, write and list them visit the same
/// fields, so what is written is what is read.
protocol FieldCoder {
    associatedtype Failure: Error

    mutating func octet(_ value: inout UInt8, _ field: Field) throws(Failure)
    mutating func word(_ value: inout UInt32, _ field: Field) throws(Failure)

    /// A C-octet string: octets up to a NUL.
    mutating func string(_ value: inout String, _ field: Field) throws(Failure)

    /// A length octet, then that many octets.
    mutating func octets(_ value: inout [UInt8], _ field: Field) throws(Failure)

    /// A count octet, then that many elements.
    mutating func list<Element: FieldLayout>(
        _ elements: inout [Element],
        _ field: Field
    ) throws(Failure)

    /// The failure for a value that is not defined.
    func invalid(_ field: Field) -> Failure
}

/// A type with mandatory fields.
protocol FieldLayout: Sendable {
    init()

    /// Passes the fields to the coder in the order of the wire.
    mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure)
}

/// The fields of an operation, which optional parameters may follow.
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
