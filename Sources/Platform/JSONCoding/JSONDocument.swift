import CSIMDJSON

/// Why bytes cannot be read as JSON.
public enum JSONError: Error, Sendable, Hashable {
    /// The bytes are not JSON, not UTF-8, or contain a number beyond the range of a double.
    case malformed
    /// Arrays and objects are nested deeper than the limit.
    case tooDeep
    /// There was not enough memory for the document.
    case outOfMemory
}

/// Reads JSON with simdjson (docs/decisions/0003-json.md).
public enum JSONDocument {
    /// The default limit of nested arrays and objects.
    ///
    /// The deepest sensible body is a filter of 32 levels with two each.
    public static let standardDepthLimit = 128

    /// Parses one document.
    ///
    /// - Parameters:
    ///   - bytes: the whole text in UTF-8; the caller limits its length.
    ///   - depthLimit: how deep arrays and objects may be nested.
    /// - Returns: the document's one value.
    /// - Throws: ``JSONError`` if the bytes are not a document within the limits.
    public static func parse(
        _ bytes: [UInt8],
        depthLimit: Int = standardDepthLimit
    ) throws(JSONError) -> JSONValue {
        var nodes: UnsafePointer<CSIMDJSONNode>?
        var count = 0
        let status = bytes.withUnsafeBufferPointer { buffer in
            CSIMDJSON_parse(
                buffer.baseAddress,
                buffer.count,
                Int32(clamping: depthLimit),
                &nodes,
                &count
            )
        }
        switch UInt32(status) {
        case CSIMDJSON_OK.rawValue: break
        case CSIMDJSON_TOO_DEEP.rawValue: throw .tooDeep
        case CSIMDJSON_OUT_OF_MEMORY.rawValue: throw .outOfMemory
        default: throw .malformed
        }
        guard let nodes, count > 0 else { throw .malformed }
        var cursor = NodeCursor(nodes: UnsafeBufferPointer(start: nodes, count: count))
        return cursor.value()
    }
}

/// Builds values from the flat node list, which stays valid for that long.
private struct NodeCursor {
    let nodes: UnsafeBufferPointer<CSIMDJSONNode>
    var position = 0

    mutating func value() -> JSONValue {
        let node = nodes[position]
        position += 1
        switch UInt32(node.kind) {
        case CSIMDJSON_FALSE.rawValue: return .bool(false)
        case CSIMDJSON_TRUE.rawValue: return .bool(true)
        case CSIMDJSON_INTEGER.rawValue: return .integer(node.integer)
        case CSIMDJSON_DOUBLE.rawValue: return .number(node.number)
        case CSIMDJSON_STRING.rawValue: return .string(text(node))
        case CSIMDJSON_ARRAY.rawValue: return .array(elements(Int(node.count)))
        case CSIMDJSON_OBJECT.rawValue: return .object(JSONObject(members(Int(node.count))))
        default: return .null
        }
    }

    private mutating func elements(_ count: Int) -> [JSONValue] {
        var elements: [JSONValue] = []
        elements.reserveCapacity(count)
        for _ in 0..<count { elements.append(value()) }
        return elements
    }

    private mutating func members(_ count: Int) -> [JSONObject.Member] {
        var members: [JSONObject.Member] = []
        members.reserveCapacity(count)
        for _ in 0..<count {
            let name = text(nodes[position])
            position += 1
            members.append(JSONObject.Member(name, value()))
        }
        return members
    }

    private func text(_ node: CSIMDJSONNode) -> String {
        let count = Int(node.count)
        guard count > 0, let start = node.text else { return "" }
        return start.withMemoryRebound(to: UInt8.self, capacity: count) { start in
            String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
        }
    }
}
