import CMicroHTTPD
import Glibc

extension HTTPResponse {
    /// Passes the response to the library, which copies it or reads the outgoing body.
    func queue(
        on connection: OpaquePointer,
        requestID: String,
        closes: Bool,
        _ outgoing: OutgoingBody?
    ) -> MHD_Result {
        guard let made = outgoing.map({ $0.response() }) ?? wholeResponse() else { return .NO }
        defer { MHD_destroy_response(made) }
        for header in headers where HTTPResponse.isToken(header.name) {
            // The library refuses headers that it sets itself, e.g. Content-Length, which is fine.
            _ = MHD_add_response_header(made, header.name, HTTPResponse.printable(header.value))
        }
        _ = MHD_add_response_header(made, "X-Request-Id", requestID)
        if closes { _ = MHD_add_response_header(made, "Connection", "close") }
        return MHD_queue_response(
            connection,
            (200...599).contains(status) ? UInt32(status) : 500,
            made
        )
    }

    private func wholeResponse() -> OpaquePointer? {
        body.withUnsafeBytes { bytes in
            MHD_create_response_from_buffer(
                bytes.count,
                UnsafeMutableRawPointer(mutating: bytes.baseAddress),
                .RESPMEM_MUST_COPY
            )
        }
    }

    private static func isToken(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy { byte in
                switch byte {
                case 48...57, 65...90, 94...122, 124, 126, 33, 35...39, 42, 43, 45, 46: true
                default: false
                }
            }
    }

    private static func printable(_ value: String) -> String {
        guard value.utf8.contains(where: { $0 < 32 || $0 == 127 }) else { return value }
        let bytes = value.utf8.map { $0 < 32 || $0 == 127 ? UInt8(ascii: " ") : $0 }
        return String(decoding: bytes, as: UTF8.self)
    }
}
