/// The bytes that mean something in every dialect.
enum CSVByte {
    static let quote: UInt8 = 0x22
    static let lineFeed: UInt8 = 0x0A
    static let carriageReturn: UInt8 = 0x0D

    /// What some programs begin a file with to say that it is UTF-8: U+FEFF.
    static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
}
