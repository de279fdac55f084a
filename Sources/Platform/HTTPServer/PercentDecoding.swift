/// Decodes `%XX` and, if asked, `+` as a space; invalid escapes stay, and bad UTF-8 is replaced.
func percentDecoded(_ bytes: some Sequence<UInt8>, plusIsSpace: Bool = false) -> String {
    var decoded: [UInt8] = []
    decoded.reserveCapacity(bytes.underestimatedCount)
    var iterator = bytes.makeIterator()
    var pending: [UInt8] = []
    func next() -> UInt8? { pending.popLast() ?? iterator.next() }
    while let byte = next() {
        if byte == UInt8(ascii: "+"), plusIsSpace {
            decoded.append(UInt8(ascii: " "))
        } else if byte == UInt8(ascii: "%") {
            let first = next()
            let second = first == nil ? nil : next()
            if let high = first.flatMap(nibble), let low = second.flatMap(nibble) {
                decoded.append(high << 4 | low)
            } else {
                decoded.append(byte)
                if let second { pending.append(second) }
                if let first { pending.append(first) }
            }
        } else {
            decoded.append(byte)
        }
    }
    return String(decoding: decoded, as: UTF8.self)
}

private func nibble(_ digit: UInt8) -> UInt8? {
    switch digit {
    case 48...57: digit - 48
    case 65...70: digit - 55
    case 97...102: digit - 87
    default: nil
    }
}
