/// The body of a request while it arrives.
struct IncomingBody {
    /// What was kept.
    private(set) var bytes: [UInt8] = []
    /// The number of bytes that arrived, kept or not.
    private(set) var receivedBytes = 0
    private var decoding: Decoding
    private let limit: Int

    private enum Decoding {
        case length(remaining: Int)
        case chunks(ChunkDecoder)
    }

    init(_ framing: RequestHead.Framing, limits: HTTPServerConfiguration.Limits) {
        limit = limits.bodyBytes
        decoding =
            switch framing {
            case .none: .length(remaining: 0)
            case .length(let bytes): .length(remaining: bytes)
            case .chunks: .chunks(ChunkDecoder(extraLimit: limits.headerBytes))
            }
    }

    var isComplete: Bool {
        switch decoding {
        case .length(let remaining): remaining == 0
        case .chunks(let decoder): decoder.isComplete
        }
    }

    /// The number of bytes that are still to come; nil when only the client knows.
    var remainingBytes: Int? {
        switch decoding {
        case .length(let remaining): remaining
        case .chunks(let decoder): decoder.isComplete ? 0 : nil
        }
    }

    /// Takes what belongs to the body, and returns how many bytes that was.
    ///
    /// Beyond the limit of a body it throws, and keeps nothing more.
    mutating func take(
        _ window: UnsafeRawBufferPointer,
        keeping: Bool
    ) throws(RequestRefusal) -> Int {
        switch decoding {
        case .length(let remaining):
            let count = min(remaining, window.count)
            if keeping {
                if bytes.isEmpty { bytes.reserveCapacity(remaining) }
                bytes.append(contentsOf: window[..<count])
            }
            receivedBytes += count
            decoding = .length(remaining: remaining - count)
            return count
        case .chunks(var decoder):
            var (kept, received) = (bytes, receivedBytes)
            bytes = []
            defer { (bytes, receivedBytes) = (kept, received) }
            let limit = limit
            let count = try decoder.decode(window) { part throws(RequestRefusal) in
                received += part.count
                guard received <= limit else { throw .largeBody }
                if keeping { kept.append(contentsOf: part) }
            }
            decoding = .chunks(decoder)
            return count
        }
    }

    /// Gives the kept bytes away.
    mutating func release() -> [UInt8] {
        defer { bytes = [] }
        return bytes
    }
}
