/// Lists mandatory fields by the names of the specification.
struct FieldLister: FieldCoder {
    private(set) var fields: [PDU.ListedField] = []

    mutating func octet(_ value: inout UInt8, _ field: Field) {
        add(field.name, String(value))
    }

    mutating func word(_ value: inout UInt32, _ field: Field) {
        add(field.name, String(value))
    }

    mutating func string(_ value: inout String, _ field: Field) {
        add(field.name, value)
    }

    mutating func octets(_ value: inout [UInt8], _ field: Field) {
        add(field.countName, String(value.count))
        add(field.name, hexadecimal(value))
    }

    mutating func list<Element: FieldLayout>(_ elements: inout [Element], _ field: Field) {
        add(field.countName, String(elements.count))
        for index in elements.indices { elements[index].code(&self) }
    }

    func invalid(_ field: Field) -> Never { preconditionFailure("what is listed has a meaning") }

    mutating func add(_ name: StaticString, _ value: String) {
        fields.append(PDU.ListedField(name: "\(name)", value: value))
    }
}
