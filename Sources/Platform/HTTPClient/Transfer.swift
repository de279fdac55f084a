import CCurl
import Glibc

/// One curl easy handle, used for one call after another.
///
/// Options that stay the same are set once; a further call to the same target sets only its
/// headers and its body.
final class Transfer {
    let easy: UnsafeMutableRawPointer
    private(set) var call: PendingCall?
    /// Why the guard refused an address of this call.
    private var refusal: String?

    private unowned let loop: ClientLoop
    private var target: Target?
    private var method: OutgoingRequest.Method?
    private var timeout: Duration?
    private var headers: UnsafeMutablePointer<curl_slist>?
    private var body = UnsafeMutableRawBufferPointer.allocate(byteCount: 1024, alignment: 1)
    private var received: [UInt8] = []

    /// Creates a handle; nil if curl has no memory.
    init?(loop: ClientLoop) {
        guard let easy = curl_easy_init() else { return nil }
        self.easy = easy
        self.loop = loop
        setConstants(loop.configuration)
    }

    deinit {
        curl_easy_cleanup(easy)
        curl_slist_free_all(headers)
        body.deallocate()
    }

    private func setConstants(_ configuration: HTTPClientConfiguration) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        CCurl_setPointer(easy, CURLOPT_PRIVATE, context)
        CCurl_setLong(easy, CURLOPT_NOSIGNAL, 1)
        CCurl_setLong(easy, CURLOPT_TCP_NODELAY, 1)
        CCurl_setLong(easy, CURLOPT_TCP_KEEPALIVE, 1)
        CCurl_setLong(easy, CURLOPT_FOLLOWLOCATION, 0)
        CCurl_setLong(easy, CURLOPT_BUFFERSIZE, 4096)
        CCurl_setString(easy, CURLOPT_PROTOCOLS_STR, "http,https")
        CCurl_setString(easy, CURLOPT_USERAGENT, configuration.userAgent)
        // With a proxy from the environment, curl would connect to it instead of the guarded
        // address.
        CCurl_setString(easy, CURLOPT_PROXY, "")
        if let file = configuration.certificateFile {
            CCurl_setString(easy, CURLOPT_CAINFO, file)
        }
        CCurl_setWriteFunction(easy) { bytes, size, count, context in
            guard let bytes, let context else { return 0 }
            let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
            transfer.receive(UnsafeRawBufferPointer(start: bytes, count: size * count))
            return size * count
        }
        CCurl_setPointer(easy, CURLOPT_WRITEDATA, context)
        CCurl_setOpenSocketFunction(easy) { context, _, address in
            guard let context, let address else { return CURL_SOCKET_BAD }
            let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
            return transfer.openSocket(address)
        }
        CCurl_setPointer(easy, CURLOPT_OPENSOCKETDATA, context)
        CCurl_setCloseSocketFunction(easy) { context, socket in
            guard let context else { return close(socket) }
            return Unmanaged<SocketSet>.fromOpaque(context).takeUnretainedValue().close(socket)
        }
        let sockets = Unmanaged.passUnretained(loop.sockets).toOpaque()
        CCurl_setPointer(easy, CURLOPT_CLOSESOCKETDATA, sockets)
    }

    /// Prepares the handle for a call.
    func prepare(_ call: PendingCall) {
        let request = call.request
        self.call = call
        if target !== call.target {
            target = call.target
            CCurl_setString(easy, CURLOPT_URL, call.target.url)
        }
        if timeout != request.timeout {
            timeout = request.timeout
            let milliseconds =
                max(1, request.timeout.components.seconds * 1000)
                + request.timeout.components.attoseconds / 1_000_000_000_000_000
            CCurl_setLong(easy, CURLOPT_TIMEOUT_MS, Int(milliseconds))
        }
        setHeaders(request.headers)
        if method != request.method {
            method = request.method
            CCurl_setLong(easy, request.method == .post ? CURLOPT_POST : CURLOPT_HTTPGET, 1)
        }
        if request.method == .post { setBody(request.body) }
    }

    private func setHeaders(_ lines: [String]) {
        curl_slist_free_all(headers)
        headers = lines.reduce(nil) { list, line in
            // A line break would turn part of a value into another header.
            let isClean = line.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
            return isClean ? curl_slist_append(list, line) ?? list : list
        }
        CCurl_setPointer(easy, CURLOPT_HTTPHEADER, headers)
    }

    private func setBody(_ bytes: [UInt8]) {
        if body.count < bytes.count || body.count > 65_536 {
            body.deallocate()
            body = .allocate(byteCount: max(1024, bytes.count), alignment: 1)
        }
        body.copyBytes(from: bytes)
        CCurl_setPointer(easy, CURLOPT_POSTFIELDS, body.baseAddress)
        CCurl_setLong(easy, CURLOPT_POSTFIELDSIZE, bytes.count)
    }

    /// The wait that the answer's `Retry-After` asks for, in seconds or as a date.
    ///
    /// Source: RFC 9110, 10.2.3.
    var retryAfter: Duration? {
        let seconds = CCurl_getOffset(easy, CURLINFO_RETRY_AFTER)
        return seconds > 0 ? .seconds(Int64(seconds)) : nil
    }

    /// Finishes the call and creates its answer.
    func finish(_ code: CURLcode) -> OutgoingAnswer.Result {
        defer {
            call = nil
            received = []
            refusal = nil
        }
        if code == CURLE_OK {
            let status = CCurl_getLong(easy, CURLINFO_RESPONSE_CODE)
            return .answered(status: status, body: received)
        }
        if let refusal { return .failed(.refused(refusal)) }
        return .failed(OutgoingFailure(code))
    }

    private func receive(_ bytes: UnsafeRawBufferPointer) {
        guard let call, call.request.keepsBody else { return }
        let room = loop.configuration.longestBody - received.count
        if room > 0 { received.append(contentsOf: bytes.prefix(room)) }
    }

    /// Opens a socket to an address if the guard allows it.
    private func openSocket(_ address: UnsafeMutablePointer<curl_sockaddr>) -> curl_socket_t {
        guard let ip = IPAddress(address) else {
            refusal = "Only IPv4 and IPv6 addresses are called."
            return CURL_SOCKET_BAD
        }
        if let refusal = loop.configuration.targetGuard.refusal(of: ip) {
            self.refusal = refusal
            return CURL_SOCKET_BAD
        }
        return loop.openSocket(
            family: address.pointee.family,
            type: address.pointee.socktype,
            protocol: address.pointee.protocol
        )
    }
}

extension IPAddress {
    /// The address that curl is about to connect to; nil for other families.
    fileprivate init?(_ address: UnsafeMutablePointer<curl_sockaddr>) {
        // curl_sockaddr declares room for a sockaddr, but contains a sockaddr_storage.
        guard let offset = MemoryLayout<curl_sockaddr>.offset(of: \.addr) else { return nil }
        let start = UnsafeRawPointer(address) + offset
        switch address.pointee.family {
        case AF_INET where address.pointee.addrlen >= MemoryLayout<sockaddr_in>.size:
            let value = start.loadUnaligned(as: sockaddr_in.self).sin_addr.s_addr
            self = .v4(UInt32(bigEndian: value))
        case AF_INET6 where address.pointee.addrlen >= MemoryLayout<sockaddr_in6>.size:
            // After family, port and flow information.
            let high = start.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
            let low = start.loadUnaligned(fromByteOffset: 16, as: UInt64.self)
            self = .v6(high: UInt64(bigEndian: high), low: UInt64(bigEndian: low))
        default: return nil
        }
    }
}

extension OutgoingFailure {
    /// What a result of curl means to the caller.
    fileprivate init(_ code: CURLcode) {
        let reason = String(cString: curl_easy_strerror(code))
        switch code {
        case CURLE_OPERATION_TIMEDOUT: self = .timeout
        case CURLE_COULDNT_RESOLVE_HOST: self = .unresolved
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL: self = .refused(reason)
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE:
            self = .tls(reason)
        default: self = .connection(reason)
        }
    }
}
