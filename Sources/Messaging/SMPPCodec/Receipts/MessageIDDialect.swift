/// How a message centre writes the same message id in its responses and in its receipts.
///
/// SMPP 3.3 has hexadecimal ids in responses, while receipts have decimal ids by convention, and
/// many message centres still do so; others pad with zeros or change the case. Two ids are the same
/// message if their keys are equal.
public struct MessageIDDialect: Hashable, Sendable {
    /// How ids are written in submit_sm_resp.
    public var submitted: Spelling

    /// How ids are written in receipts.
    public var receipted: Spelling

    /// A way to write ids.
    public enum Spelling: String, CaseIterable, Sendable {
        /// Opaque letters and digits, compared exactly.
        case text
        /// Opaque letters and digits, compared without case and leading zeros.
        case loose
        /// A number in decimal.
        case decimal
        /// A number in hexadecimal.
        case hexadecimal
    }

    /// Creates a dialect.
    public init(submitted: Spelling = .text, receipted: Spelling = .text) {
        self.submitted = submitted
        self.receipted = receipted
    }

    /// The key of an id in a response.
    public func key(submitted id: String) -> String { submitted.key(id) }

    /// The key of an id in a receipt.
    public func key(receipted id: String) -> String { receipted.key(id) }
}

extension MessageIDDialect.Spelling {
    /// The id in a form that all spellings share: decimal numbers without leading zeros.
    ///
    /// An id that is not a number as expected is compared as loose text.
    func key(_ id: String) -> String {
        switch self {
        case .text: id
        case .loose: loose(id)
        case .decimal:
            id.utf8.allSatisfy { (48...57).contains($0) } ? withoutPadding(id) : loose(id)
        case .hexadecimal: decimal(ofHexadecimal: id) ?? loose(id)
        }
    }

    private func loose(_ id: String) -> String { withoutPadding(id.lowercased()) }

    private func withoutPadding(_ id: String) -> String {
        let significant = id.drop { $0 == "0" }
        return significant.isEmpty && !id.isEmpty ? "0" : String(significant)
    }

    private func decimal(ofHexadecimal id: String) -> String? {
        guard !id.isEmpty else { return nil }
        if id.utf8.count <= 16, !id.hasPrefix("+"), !id.hasPrefix("-") {
            return UInt64(id, radix: 16).map { String($0) }
        }
        // Decimal digits, lowest first.
        var digits: [UInt8] = [0]
        for character in id {
            guard character.isASCII, var carry = character.hexDigitValue else { return nil }
            for index in digits.indices {
                carry += Int(digits[index]) * 16
                digits[index] = UInt8(carry % 10)
                carry /= 10
            }
            while carry > 0 {
                digits.append(UInt8(carry % 10))
                carry /= 10
            }
        }
        return withoutPadding(String(decoding: digits.reversed().map { $0 + 48 }, as: UTF8.self))
    }
}
