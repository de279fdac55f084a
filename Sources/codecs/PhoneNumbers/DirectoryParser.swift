/// Collects the records of a numbering data file.
struct DirectoryParser {
    private(set) var operators: [MobileOperator] = []
    private(set) var byPrefix: [UInt64: UInt16] = [:]
    private(set) var mobileCountryCodes: [String: String] = [:]
    private(set) var shortest = 15
    private(set) var longest = 1

    /// Takes in a line, and says whether it is in order.
    mutating func add(_ line: Substring, isFirst: Bool) -> Bool {
        if isFirst { return line == "heliograph-numbering 1" }
        let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
        switch (fields.first, fields.count) {
        case ("P", 3): return addPrefix(fields[1], fields[2])
        case ("O", 5): return addOperator(fields.dropFirst().map(String.init))
        case ("C", 3):
            mobileCountryCodes[String(fields[1])] = String(fields[2])
            return true
        case ("", 1): return true
        default: return false
        }
    }

    private mutating func addPrefix(_ digits: Substring, _ index: Substring) -> Bool {
        guard let prefix = UInt64(digits), digits.utf8.count <= 15, prefix > 0,
            let index = UInt16(index), operators.indices.contains(Int(index))
        else { return false }
        byPrefix[prefix] = index
        shortest = min(shortest, digits.utf8.count)
        longest = max(longest, digits.utf8.count)
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
}
