/// Collects the records of a numbering data file.
struct DirectoryParser {
    private(set) var operators: [MobileOperator] = []
    private(set) var byPrefix: [UInt64: UInt16] = [:]
    private(set) var mobileCountryCodes: [String: String] = [:]
    private(set) var shortest = 15
    private(set) var longest = 1

    /// Parses a line; returns whether it is valid.
    mutating func add(_ line: ArraySlice<UInt8>, isFirst: Bool) -> Bool {
        if isFirst { return String(decoding: line, as: UTF8.self) == "heliograph-numbering 1" }
        let fields = line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
        guard let kind = fields[0].first, fields[0].count == 1 else { return line.isEmpty }
        switch (kind, fields.count) {
        case (UInt8(ascii: "P"), 3): return addPrefix(fields[1], fields[2])
        case (UInt8(ascii: "O"), 5): return addOperator(fields.dropFirst().map(Self.text))
        case (UInt8(ascii: "C"), 3):
            mobileCountryCodes[Self.text(fields[1])] = Self.text(fields[2])
            return true
        default: return false
        }
    }

    private mutating func addPrefix(_ digits: ArraySlice<UInt8>, _ index: ArraySlice<UInt8>) -> Bool
    {
        guard let prefix = Self.number(digits), prefix > 0, let index = Self.number(index),
            index < operators.count
        else { return false }
        byPrefix[prefix] = UInt16(index)
        shortest = min(shortest, digits.count)
        longest = max(longest, digits.count)
        return true
    }

    private mutating func addOperator(_ fields: [String]) -> Bool {
        guard operators.count < Int(UInt16.max), !fields[3].isEmpty else { return false }
        operators.append(
            MobileOperator(
                country: fields[0].isEmpty ? nil : fields[0],
                mcc: fields[1].isEmpty ? nil : fields[1],
                mnc: fields[2].isEmpty ? nil : fields[2],
                name: fields[3]
            )
        )
        return true
    }

    private static func text(_ field: ArraySlice<UInt8>) -> String {
        String(decoding: field, as: UTF8.self)
    }

    /// Up to 15 digits as a number.
    private static func number(_ field: ArraySlice<UInt8>) -> UInt64? {
        guard (1...15).contains(field.count) else { return nil }
        var number: UInt64 = 0
        for octet in field {
            let digit = octet &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            number = number * 10 + UInt64(digit)
        }
        return number
    }
}
