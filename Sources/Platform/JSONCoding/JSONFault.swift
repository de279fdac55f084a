/// Something in a text that keeps it from being read as JSON, and where it is.
public struct JSONFault: Error, Sendable, Hashable {
    /// What is wrong.
    public let kind: Kind
    /// The offset of its first byte.
    public let offset: Int
    /// The members and elements that lead to it, outermost first.
    public let path: [Step]
    let length: Int

    /// What is wrong.
    public enum Kind: Sendable, Hashable {
        /// The text is not JSON from here on.
        case syntax
        /// A number is beyond the range of a double.
        case numberRange
        /// An escape is half of a surrogate pair, and so no character.
        case loneSurrogate
    }

    /// A step from a value to one in it.
    public enum Step: Sendable, Hashable {
        /// An element of an array.
        case element(Int)
        /// A member of an object.
        case member(String)
    }

    /// The fault in words.
    public var message: String {
        switch kind {
        case .syntax: "The text is not JSON from byte \(offset) on"
        case .numberRange: "The number at byte \(offset) is beyond the range of a double"
        case .loneSurrogate: "The escape at byte \(offset) is half of a surrogate pair"
        }
    }

    /// The names on the way, without those of outer arrays, as in errors of fields.
    public var field: String {
        path.reduce(into: "") { field, step in
            switch step {
            case .member(let name): field += field.isEmpty ? name : ".\(name)"
            case .element(let index): if !field.isEmpty { field += "[\(index)]" }
            }
        }
    }
}

extension JSONDocument {
    /// The faults of a text that cannot be parsed, in order; a syntax error is the last one.
    ///
    /// It is as strict as ``parse(_:depthLimit:)`` and much slower, so call it for a refused text
    /// only. It ends after the given number of faults.
    public static func faults(in bytes: [UInt8], limit: Int = 1000) -> [JSONFault] {
        var scanner = JSONFaultScanner(bytes, limit: limit)
        scanner.scan()
        return scanner.faults
    }

    /// The text with faulty values replaced: numbers by strings of their digits, and escapes by
    /// U+FFFD.
    public static func mended(_ bytes: [UInt8], _ faults: [JSONFault]) -> [UInt8] {
        var mended = bytes
        // From the end, so that earlier places stay the same.
        for fault in faults.reversed() {
            let place = fault.offset..<fault.offset + fault.length
            switch fault.kind {
            case .syntax: continue
            case .numberRange:
                mended.insert(UInt8(ascii: "\""), at: place.upperBound)
                mended.insert(UInt8(ascii: "\""), at: place.lowerBound)
            case .loneSurrogate: mended.replaceSubrange(place, with: Array(#"\ufffd"#.utf8))
            }
        }
        return mended
    }
}
