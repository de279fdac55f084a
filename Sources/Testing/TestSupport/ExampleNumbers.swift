import Foundation

/// The example numbers of all countries, which `Scripts/build-number-plans` writes.
public struct ExampleNumbers: Sendable {
    /// A number that its country's plan has.
    public struct Valid: Sendable {
        /// The number with its plus sign.
        public let e164: String
        /// The ISO 3166 code of its country; nil if it has none.
        public let country: String?
        /// The type, in the words of lookups.
        public let type: String
        /// The number as it is written for people abroad.
        public let international: String
        /// The number as people of the country dial it.
        public let national: String

        /// The spellings that name the country.
        public var internationalSpellings: [String] {
            let digits = e164.dropFirst()
            return [e164, String(digits), "00\(digits)", international]
        }
    }

    /// Numbers that exist.
    public let valid: [Valid]
    /// Numbers that look like some, with a plus sign.
    public let invalid: [String]

    /// The folder of the package.
    public static var root: String {
        let folders = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        return folders.dropLast(4).joined(separator: "/")
    }

    /// Reads the file of the build.
    public static func read() throws -> ExampleNumbers {
        let path = "\(root)/.build/numbering/examples.tsv"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        var valid: [Valid] = []
        var invalid: [String] = []
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(
                String.init
            )
            switch (fields[0], fields.count) {
            case ("+", 7):
                valid.append(
                    Valid(
                        e164: fields[1],
                        country: fields[2].isEmpty ? nil : fields[2],
                        type: fields[3],
                        international: fields[5],
                        national: fields[6]
                    )
                )
            case ("-", 2): invalid.append(fields[1])
            default: throw TestSupportError("\(path): \(line)")
            }
        }
        return ExampleNumbers(valid: valid, invalid: invalid)
    }
}
