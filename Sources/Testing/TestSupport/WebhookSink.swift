import Essentials

/// A webhook endpoint that keeps all calls in order.
public final class WebhookSink: Sendable {
    /// One call.
    public struct Call: Sendable {
        /// The body.
        public let body: [UInt8]
        /// The body as JSON.
        public let json: JSON
        /// The request, for its headers.
        public let request: HTTPSink.Request
        /// Whether it was answered with 2xx.
        public let wasTaken: Bool

        /// The id of the message.
        public var id: String { json.id.string ?? "" }
        /// The status of the message.
        public var status: String { json.status.string ?? "" }
    }

    /// How the endpoint behaves.
    public enum Mood: Sendable {
        /// Answers with a status.
        case answers(Int)
        /// Never answers.
        case hangs
        /// Closes every connection.
        case down
    }

    private let sink: HTTPSink
    private let state: Locked<(mood: Mood, calls: [Call])>

    /// Starts an endpoint that accepts everything.
    public init() {
        let state = Locked<(mood: Mood, calls: [Call])>((.answers(200), []))
        self.state = state
        sink = HTTPSink(keepsRequests: false) { request in
            state.withLock { state in
                var wasTaken = false
                if case .answers(200..<300) = state.mood { wasTaken = true }
                state.calls.append(
                    Call(
                        body: request.body,
                        json: JSON(request.body),
                        request: request,
                        wasTaken: wasTaken
                    )
                )
                switch state.mood {
                case .answers(let status): return .answer(status: status)
                case .hangs: return .hold
                case .down: return .close
                }
            }
        }
    }

    deinit { sink.stop() }

    /// The URL.
    public var url: String { sink.url("/dlr") }

    /// Changes how it behaves.
    public func become(_ mood: Mood) { state.withLock { $0.mood = mood } }

    /// The calls so far.
    public var calls: [Call] { state.withLock { $0.calls } }

    /// The calls for one message.
    public func calls(of id: String) -> [Call] { calls.filter { $0.id == id } }

    /// Waits for at least this many calls for a message.
    public func calls(
        of id: String,
        atLeast count: Int,
        within limit: Duration = .seconds(30)
    ) async throws -> [Call] {
        do {
            try await waitUntil(within: limit) { self.calls(of: id).count >= count }
        } catch {
            let seen = calls(of: id).map(\.status)
            throw TestSupportError("only \(seen) of \(count) calls came for \(id) in \(limit)")
        }
        return calls(of: id)
    }
}
