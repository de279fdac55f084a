import CMicroHTTPD
import Glibc

/// The request line and headers, copied out of the library's memory.
struct RequestHead {
    let method: HTTPMethod
    let path: String
    private(set) var query: [QueryItem] = []
    private(set) var headers = HTTPHeaders()
    /// The value of `Content-Length`; 0 without one.
    private(set) var announcedBytes = 0
    /// Whether the client waits for `100 Continue` before it sends the body.
    private(set) var awaitsContinue = false
    /// The client's request id if it is usable, else empty.
    var id = ""

    private let limits: HTTPServerConfiguration.Limits
    private var headerBytes = 0
    private var hasTooLargeField = false
    private var hasTooManyItems = false

    init(
        handle: OpaquePointer,
        path: UnsafePointer<CChar>,
        method: UnsafePointer<CChar>,
        limits: HTTPServerConfiguration.Limits
    ) {
        self.limits = limits
        self.method = HTTPMethod(String(cString: method))
        self.path = RequestHead.originForm(String(cString: path))
        headers.reserve(256)
        withUnsafeMutablePointer(to: &self) {
            _ = MHD_get_connection_values_n(handle, .HEADER_KIND, RequestHead.visitHeader, $0)
        }
    }

    mutating func readQuery(of handle: OpaquePointer) {
        withUnsafeMutablePointer(to: &self) {
            _ = MHD_get_connection_values_n(
                handle,
                .GET_ARGUMENT_KIND,
                RequestHead.visitQuery,
                $0
            )
        }
    }

    /// The error answer to a request beyond the limits; nil if it is within them.
    func refusal(uriBytes: Int) -> HTTPResponse? {
        if uriBytes > limits.uriBytes || hasTooManyItems {
            return .message(status: 414, "URI too long")
        }
        if headerBytes > limits.headerBytes || hasTooLargeField
            || headers.count > limits.headerFields
        {
            return .message(status: 431, "Request header fields too large")
        }
        if announcedBytes > limits.bodyBytes {
            return .message(status: 413, "Request body too large")
        }
        return nil
    }

    func request(body: [UInt8], remoteAddress: String) -> HTTPRequest {
        HTTPRequest(
            method,
            path,
            query: query,
            headers: headers,
            body: body,
            remoteAddress: remoteAddress,
            id: id
        )
    }

    /// The path of an absolute URL, as proxies send it.
    private static func originForm(_ path: String) -> String {
        guard !path.utf8.starts(with: "/".utf8), let scheme = path.firstRange(of: "://") else {
            return path
        }
        let rest = path[scheme.upperBound...]
        return rest.firstIndex(of: "/").map { String(rest[$0...]) } ?? "/"
    }
}

// MARK: Visiting

extension RequestHead {
    private typealias Visitor = MHD_KeyValueIteratorN

    private static let visitHeader: Visitor = { context, _, name, nameSize, value, valueSize in
        guard let head = context?.assumingMemoryBound(to: RequestHead.self) else { return .NO }
        head.pointee.addHeader(
            UnsafeRawBufferPointer(start: name, count: nameSize),
            UnsafeRawBufferPointer(start: value, count: value == nil ? 0 : valueSize)
        )
        return .YES
    }

    private static let visitQuery: Visitor = { context, _, name, nameSize, value, valueSize in
        guard let head = context?.assumingMemoryBound(to: RequestHead.self) else { return .NO }
        let item = QueryItem(
            name: percentDecoded(UnsafeRawBufferPointer(start: name, count: nameSize)),
            value: value.map {
                percentDecoded(UnsafeRawBufferPointer(start: $0, count: valueSize))
            }
        )
        return head.pointee.addQueryItem(item) ? .YES : .NO
    }

    private mutating func addHeader(
        _ name: UnsafeRawBufferPointer,
        _ value: UnsafeRawBufferPointer
    ) {
        headerBytes += name.count + value.count
        if name.count + value.count > limits.headerFieldBytes { hasTooLargeField = true }
        headers.append(name: name, value: value)
        switch name.count {
        case 14 where equalsIgnoringCase(name, "content-length".utf8):
            announcedBytes = Int(String(decoding: value, as: UTF8.self)) ?? Int.max / 16
        case 12 where equalsIgnoringCase(name, "x-request-id".utf8):
            if RequestHead.isUsableID(value) { id = String(decoding: value, as: UTF8.self) }
        case 6 where equalsIgnoringCase(name, "expect".utf8):
            awaitsContinue = equalsIgnoringCase(value, "100-continue".utf8)
        default: break
        }
    }

    private mutating func addQueryItem(_ item: QueryItem) -> Bool {
        guard query.count < limits.queryItems else {
            hasTooManyItems = true
            return false
        }
        query.append(item)
        return true
    }

    /// 1 to 128 letters, digits or `-._~:/+=@`: nothing that could break a log line or a header.
    private static func isUsableID(_ bytes: UnsafeRawBufferPointer) -> Bool {
        (1...128).contains(bytes.count)
            && bytes.allSatisfy { byte in
                switch byte {
                case 45...58, 65...90, 97...122: true
                case UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "+"), UInt8(ascii: "="),
                    UInt8(ascii: "@"):
                    true
                default: false
                }
            }
    }
}
