/// The mobile operators of the world, by the prefixes that regulators assigned to them.
///
/// Built by `Scripts/build-numbering-data`. A ported number keeps the prefix of its first operator,
/// so the answer may be outdated.
public struct OperatorDirectory: Sendable {
    /// The operators, each once per country.
    public let operators: [MobileOperator]

    private let byPrefix: [UInt64: UInt16]
    private let mobileCountryCodes: [String: String]
    private let prefixLengths: ClosedRange<Int>

    /// Reads the directory from its file, in some 10 ms.
    public init(file path: String) throws(OperatorDirectoryError) {
        try self.init(parsing: DirectoryFile.read(path))
    }

    /// The operator of the longest known prefix of the number; nil if there is none.
    public func mobileOperator(of number: E164Number) -> MobileOperator? {
        let count = number.digitCount
        for length in prefixLengths.reversed() where length <= count {
            let prefix = number.digits / E164Number.powersOfTen[count - length]
            if let index = byPrefix[prefix] { return operators[Int(index)] }
        }
        return nil
    }

    /// Everything that is known of a number without asking its network; takes some 20 µs.
    public func lookUp(_ number: E164Number) -> NumberingFacts {
        let details = PhoneNumber(number)
        let known = mobileOperator(of: number)
        let country = details.country ?? number.country
        let isMobile = details.type == .mobile || details.type == .fixedLineOrMobile
        return NumberingFacts(
            number: number,
            country: country,
            type: details.type,
            isValid: details.isValid,
            mcc: known?.mcc ?? (isMobile ? country.flatMap { mobileCountryCodes[$0] } : nil),
            mnc: known?.mnc,
            operatorName: known?.name
        )
    }

    // MARK: Parsing

    /// Reads the records; `Scripts/build-numbering-data` documents their form.
    package init(parsing octets: [UInt8]) throws(OperatorDirectoryError) {
        var parser = DirectoryParser()
        var line = 0
        for record in octets.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        {
            line += 1
            guard parser.add(record, isFirst: line == 1) else { throw .malformed(line: line) }
        }
        guard !parser.byPrefix.isEmpty else { throw .malformed(line: line) }
        operators = parser.operators
        byPrefix = parser.byPrefix
        mobileCountryCodes = parser.mobileCountryCodes
        prefixLengths = parser.shortest...parser.longest
    }
}

/// Why the directory cannot be read.
public enum OperatorDirectoryError: Error, Equatable, Sendable {
    /// The file is missing or cannot be read.
    case unreadable(path: String, reason: String)

    /// The file is larger than any directory.
    case tooLarge(path: String)

    /// The line is not a record, or the text ends too early there.
    case malformed(line: Int)

    /// The error for the operator.
    public var message: String {
        switch self {
        case .unreadable(let path, let reason):
            "Cannot read \(path) (\(reason)); Scripts/build-numbering-data makes it"
        case .tooLarge(let path):
            "\(path) is too large to be numbering data"
        case .malformed(let line):
            "Line \(line) is malformed; make the file with Scripts/build-numbering-data"
        }
    }
}
