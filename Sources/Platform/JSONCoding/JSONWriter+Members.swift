extension JSONWriter {
    /// Writes a member with a string, or `null`.
    public mutating func member(_ name: StaticString, _ value: String?) {
        key(name)
        if let value { string(value) } else { null() }
    }

    /// Writes a member with a whole number, or `null`.
    public mutating func member(_ name: StaticString, _ value: Int?) {
        key(name)
        if let value { integer(value) } else { null() }
    }

    /// Writes a member with `true`, `false` or `null`.
    public mutating func member(_ name: StaticString, _ value: Bool?) {
        key(name)
        if let value { bool(value) } else { null() }
    }

    /// Writes a member with a string of plain ASCII bytes, or `null`.
    public mutating func member(_ name: StaticString, plain value: [UInt8]?) {
        key(name)
        if let value { string(plain: value) } else { null() }
    }
}
