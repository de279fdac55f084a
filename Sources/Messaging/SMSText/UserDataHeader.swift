/// The information elements before the text of a part.
///
/// Source: 3GPP TS 23.040 §9.2.3.24.
public struct UserDataHeader: Hashable, Sendable {
    /// The place in a longer message, if the header has a valid one.
    public private(set) var concatenation: Concatenation?

    /// The replacement of the extension table.
    public private(set) var singleShift: NationalLanguage?

    /// The replacement of the default alphabet.
    public private(set) var lockingShift: NationalLanguage?

    /// The size of the header in bytes, including its length byte: the text starts after it.
    public let octetCount: Int

    /// Reads the header at the start of user data; nil if it is malformed.
    ///
    /// Unknown elements are skipped. Of a repeated element the last counts, and a concatenation
    /// element without a valid place (sequence 0 or above the total) is ignored, both as the
    /// standard requires.
    public init?(_ userData: some RandomAccessCollection<UInt8>) {
        let octets = Array(userData.prefix(256))
        guard let length = octets.first, octets.count > Int(length) else { return nil }
        octetCount = Int(length) + 1
        var index = 1
        while index < octetCount {
            guard index + 1 < octetCount else { return nil }
            let end = index + 2 + Int(octets[index + 1])
            guard end <= octetCount else { return nil }
            read(octets[index], Array(octets[(index + 2)..<end]))
            index = end
        }
    }

    private mutating func read(_ identifier: UInt8, _ data: [UInt8]) {
        switch (identifier, data.count) {
        case (0x00, 3):
            place(reference: UInt16(data[0]), total: data[1], sequence: data[2], isWide: false)
        case (0x08, 4):
            let reference = UInt16(data[0]) << 8 | UInt16(data[1])
            place(reference: reference, total: data[2], sequence: data[3], isWide: true)
        case (0x24, 1): singleShift = NationalLanguage(rawValue: data[0])
        case (0x25, 1): lockingShift = NationalLanguage(rawValue: data[0])
        default: break
        }
    }

    private mutating func place(reference: UInt16, total: UInt8, sequence: UInt8, isWide: Bool) {
        guard sequence >= 1, sequence <= total else { return }
        concatenation = Concatenation(
            reference: reference,
            total: total,
            sequence: sequence,
            isWide: isWide
        )
    }
}
