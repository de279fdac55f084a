/// Walks through a text by the grammar of RFC 8259, and notes what is wrong.
struct JSONFaultScanner {
    private(set) var faults: [JSONFault] = []
    private let bytes: [UInt8]
    private let limit: Int
    private var place = 0
    private var path: [JSONFault.Step] = []
    /// Whether each open container is an object.
    private var objects: [Bool] = []
    private var isOver = false

    init(_ bytes: [UInt8], limit: Int) {
        self.bytes = bytes
        self.limit = limit
    }

    mutating func scan() {
        // Invalid UTF-8 anywhere makes the text no JSON.
        if let start = firstInvalidByte() { return note(.syntax, at: start) }
        repeat { step() } while !isOver && !objects.isEmpty
        skipSpace()
        if !isOver, place < bytes.count { fail() }
    }

    private func firstInvalidByte() -> Int? {
        do throws(UTF8.ValidationError) {
            _ = try UTF8Span(validating: bytes.span)
            return nil
        } catch {
            return error.byteOffsets.lowerBound
        }
    }

    private mutating func note(_ kind: JSONFault.Kind, at offset: Int, length: Int = 0) {
        faults.append(JSONFault(kind: kind, offset: offset, path: path, length: length))
        if kind == .syntax || faults.count >= limit { isOver = true }
    }

    private mutating func fail() { note(.syntax, at: place) }

    private mutating func skipSpace() {
        while place < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[place]) { place += 1 }
    }

    private mutating func takes(_ byte: UInt8) -> Bool {
        guard place < bytes.count, bytes[place] == byte else { return false }
        place += 1
        return true
    }

    /// Reads one value, and then what follows it: commas, and the ends of containers.
    private mutating func step() {
        skipSpace()
        guard place < bytes.count else { return fail() }
        switch bytes[place] {
        case UInt8(ascii: "{"): return open(isObject: true)
        case UInt8(ascii: "["): return open(isObject: false)
        case UInt8(ascii: "\""): _ = string()
        case UInt8(ascii: "t"): word("true")
        case UInt8(ascii: "f"): word("false")
        case UInt8(ascii: "n"): word("null")
        case UInt8(ascii: "-"), 0x30...0x39: number()
        default: fail()
        }
        if !isOver { close() }
    }

    private mutating func open(isObject: Bool) {
        place += 1
        skipSpace()
        if takes(isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) { return close() }
        objects.append(isObject)
        path.append(.element(0))
        if isObject { name() }
    }

    /// Reads the name of a member and its colon.
    private mutating func name() {
        skipSpace()
        guard place < bytes.count, bytes[place] == UInt8(ascii: "\"") else { return fail() }
        path[path.count - 1] = .member("")
        let name = string()
        path[path.count - 1] = .member(name)
        skipSpace()
        if !isOver, !takes(UInt8(ascii: ":")) { fail() }
    }

    /// Reads what follows a value, up to the start of the next one.
    private mutating func close() {
        while let isObject = objects.last {
            skipSpace()
            if takes(UInt8(ascii: ",")) {
                if isObject { return name() }
                if case .element(let index) = path[path.count - 1] {
                    path[path.count - 1] = .element(index + 1)
                }
                return
            }
            guard takes(isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else { return fail() }
            objects.removeLast()
            path.removeLast()
        }
    }

    private mutating func word(_ text: StaticString) {
        for index in 0..<text.utf8CodeUnitCount where !takes(text.utf8Start[index]) {
            return fail()
        }
    }

    private mutating func number() {
        let start = place
        _ = takes(UInt8(ascii: "-"))
        if !takes(UInt8(ascii: "0")) { digits() }
        if !isOver, takes(UInt8(ascii: ".")) { digits() }
        if !isOver, takes(UInt8(ascii: "e")) || takes(UInt8(ascii: "E")) {
            if !takes(UInt8(ascii: "+")) { _ = takes(UInt8(ascii: "-")) }
            digits()
        }
        guard !isOver else { return }
        let value = Double(String(decoding: bytes[start..<place], as: UTF8.self))
        if value?.isFinite != true { note(.numberRange, at: start, length: place - start) }
    }

    private mutating func digits() {
        let start = place
        while place < bytes.count, (0x30...0x39).contains(bytes[place]) { place += 1 }
        if place == start { fail() }
    }

    /// Reads a string, and returns it as far as it is needed for a path.
    private mutating func string() -> String {
        place += 1
        let start = place
        while place < bytes.count {
            switch bytes[place] {
            case UInt8(ascii: "\""):
                let text = String(decoding: bytes[start..<place].prefix(128), as: UTF8.self)
                place += 1
                return text
            case UInt8(ascii: "\\"): escape()
            case 0..<0x20: fail()
            default: place += 1
            }
            if isOver { return "" }
        }
        fail()
        return ""
    }

    private mutating func escape() {
        let start = place
        place += 1
        guard place < bytes.count else { return fail() }
        guard bytes[place] == UInt8(ascii: "u") else {
            guard "\"\\/bfnrt".utf8.contains(bytes[place]) else { return fail() }
            place += 1
            return
        }
        guard let unit = codeUnit() else { return fail() }
        switch unit {
        case 0xD800...0xDBFF:
            let isPair =
                place + 1 < bytes.count && bytes[place] == UInt8(ascii: "\\")
                && bytes[place + 1] == UInt8(ascii: "u")
            let end = place
            if isPair {
                place += 1
                guard let low = codeUnit() else { return fail() }
                if (0xDC00...0xDFFF).contains(low) { return }
            }
            place = end
            note(.loneSurrogate, at: start, length: 6)
        case 0xDC00...0xDFFF: note(.loneSurrogate, at: start, length: 6)
        default: break
        }
    }

    /// Reads `uXXXX`.
    private mutating func codeUnit() -> UInt16? {
        guard place + 5 <= bytes.count else { return nil }
        let digits = String(decoding: bytes[place + 1..<place + 5], as: UTF8.self)
        guard digits.utf8.allSatisfy({ $0 != 0x2B && $0 != 0x2D }),
            let unit = UInt16(digits, radix: 16)
        else { return nil }
        place += 5
        return unit
    }
}
