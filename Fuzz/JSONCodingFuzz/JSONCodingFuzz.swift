import JSONCoding

/// Parses any bytes; what parses must survive being written and read again, and what does not must
/// have a fault.
@c(LLVMFuzzerTestOneInput)
public func testOneInput(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    let value: JSONValue
    do throws(JSONError) {
        value = try JSONDocument.parse(bytes)
    } catch {
        let isFound = error != .malformed || !JSONDocument.faults(in: bytes).isEmpty
        precondition(isFound, "what is no JSON has a fault")
        return 0
    }
    precondition(JSONDocument.faults(in: bytes).isEmpty, "JSON has no fault")
    precondition(depth(of: value) <= JSONDocument.standardDepthLimit, "the depth has a limit")
    var writer = JSONWriter()
    writer.value(value)
    guard let again = try? JSONDocument.parse(writer.bytes) else {
        preconditionFailure("what is written can be read")
    }
    var second = JSONWriter()
    second.value(again)
    precondition(writer.bytes == second.bytes, "a value survives its text")
    return 0
}

private func depth(of value: JSONValue) -> Int {
    switch value {
    case .array(let elements): 1 + (elements.map(depth).max() ?? 0)
    case .object(let object): 1 + (object.members.map { depth(of: $0.value) }.max() ?? 0)
    default: 0
    }
}
