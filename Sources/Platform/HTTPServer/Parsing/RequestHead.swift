/// The request line and the header fields of one request.
struct RequestHead {
    let method: HTTPMethod
    let path: String
    let query: [QueryItem]
    private(set) var headers = HTTPHeaders()
    /// How the body is delimited.
    private(set) var framing = Framing.none
    /// Whether the client waits for `100 Continue` before it sends the body.
    private(set) var awaitsContinue = false
    /// Whether the client speaks HTTP/1.0, and so knows no chunks.
    let isOldVersion: Bool
    /// Whether the connection serves another request after this one.
    private(set) var keepsAlive: Bool
    /// The client's request id if it is usable, else empty.
    var id = ""

    /// How the body is delimited (RFC 9112, 6).
    enum Framing: Hashable {
        case none
        case length(Int)
        case chunks
    }

    private let limits: HTTPServerConfiguration.Limits
    private let uriBytes: Int
    /// The host and port of a target that is a URL.
    private let authority: Authority?
    private var hasHost = false
    private var headerBytes = 0
    private var hasTooLargeField = false
    private var length: Int?
    private var hasCoding = false
    private var codings: [String] = []

    init(
        method: HTTPMethod,
        target: UnsafeRawBufferPointer,
        isOldVersion: Bool,
        limits: HTTPServerConfiguration.Limits
    ) throws(RequestRefusal) {
        let parts = try RequestTarget(target, isOptions: method == .options)
        self.method = method
        self.limits = limits
        self.isOldVersion = isOldVersion
        keepsAlive = !isOldVersion
        uriBytes = target.count
        authority = parts.authority
        path = parts.path
        query = parts.query
        headers.reserve(256)
    }

    func request(remoteAddress: String, _ source: BodySource?) -> HTTPRequest {
        var request = HTTPRequest(
            method,
            path,
            query: query,
            headers: headers,
            remoteAddress: remoteAddress,
            id: id
        )
        request.source = source
        return request
    }
}

// MARK: Fields

extension RequestHead {
    mutating func addHeader(
        _ name: UnsafeRawBufferPointer,
        _ value: UnsafeRawBufferPointer
    ) throws(RequestRefusal) {
        headerBytes += name.count + value.count
        if name.count + value.count > limits.headerFieldBytes { hasTooLargeField = true }
        switch name.count {
        case 4 where equalsIgnoringCase(name, "host".utf8): try setHost(value)
        case 6 where equalsIgnoringCase(name, "expect".utf8): try setExpectation(value)
        case 10 where equalsIgnoringCase(name, "connection".utf8): setConnection(value)
        case 12 where equalsIgnoringCase(name, "x-request-id".utf8):
            if RequestHead.isUsableID(value) { id = String(decoding: value, as: UTF8.self) }
        case 14 where equalsIgnoringCase(name, "content-length".utf8): try setLength(value)
        case 17 where equalsIgnoringCase(name, "transfer-encoding".utf8):
            hasCoding = true
            codings += RequestHead.items(of: value)
        default: break
        }
        headers.append(name: name, value: value)
    }

    /// Checks what only the whole head shows.
    mutating func finish() throws(RequestRefusal) {
        guard hasHost || isOldVersion else { throw .missingHost }
        try setFraming()
        guard uriBytes <= limits.uriBytes, query.count <= limits.queryItems else {
            throw .longTarget
        }
        guard headerBytes <= limits.headerBytes, !hasTooLargeField,
            headers.count <= limits.headerFields
        else { throw .largeFields }
        if case .length(let bytes) = framing, bytes > limits.bodyBytes { throw .largeBody }
    }

    private mutating func setHost(_ value: UnsafeRawBufferPointer) throws(RequestRefusal) {
        guard !hasHost else { throw .doubleHost }
        guard Authority.isValid(value) else { throw .badHost }
        hasHost = true
        if let authority, authority != Authority(value) { throw .otherHost }
    }

    private mutating func setLength(_ value: UnsafeRawBufferPointer) throws(RequestRefusal) {
        guard length == nil else { throw .doubleLength }
        guard !value.isEmpty, value.allSatisfy(ByteClass.isDigit) else { throw .badLength }
        var total = 0
        for digit in value {
            let (product, isLarge) = total.multipliedReportingOverflow(by: 10)
            total = isLarge || product > Int.max - 9 ? Int.max / 16 : product + Int(digit - 48)
        }
        length = total
    }

    private mutating func setExpectation(
        _ value: UnsafeRawBufferPointer
    ) throws(RequestRefusal) {
        guard equalsIgnoringCase(value, "100-continue".utf8) else { throw .expectation }
        awaitsContinue = !isOldVersion
    }

    private mutating func setConnection(_ value: UnsafeRawBufferPointer) {
        for option in RequestHead.items(of: value) {
            if option == "close" { keepsAlive = false }
            if option == "keep-alive", isOldVersion { keepsAlive = true }
        }
    }

    private mutating func setFraming() throws(RequestRefusal) {
        if hasCoding {
            guard length == nil else { throw .doubleFraming }
            guard !isOldVersion else { throw .codingInOldVersion }
            guard codings.last == "chunked", !codings.dropLast().contains("chunked") else {
                throw .badCoding
            }
            guard codings.count == 1 else { throw .unknownCoding }
            framing = .chunks
        } else if let length, length > 0 {
            framing = .length(length)
        }
        if framing == .none { awaitsContinue = false }
    }

    /// The items of a list with commas, in small letters; empty ones stay.
    private static func items(of value: UnsafeRawBufferPointer) -> [String] {
        value.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map { item in
            let text = ByteClass.trimmed(UnsafeRawBufferPointer(rebasing: item))
            return String(decoding: text, as: UTF8.self).lowercased()
        }
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
