public import HTTPServer
public import JSONCoding

extension HTTPResponse {
    /// A JSON object; the closure writes its members.
    public static func document(
        status: Int = 200,
        capacity: Int = 1024,
        _ write: (inout JSONWriter) -> Void
    ) -> HTTPResponse {
        var writer = JSONWriter(capacity: max(capacity, 256))
        writer.object { write(&$0) }
        return .json(status: status, bytes: writer.bytes)
    }
}
