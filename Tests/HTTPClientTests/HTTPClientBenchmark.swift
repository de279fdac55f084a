import Essentials
import Glibc
import HTTPClient
import TestSupport
import Testing

/// Small POSTs over kept-alive loopback connections; run in release with `HELIOGRAPH_BENCH=1`.
@Suite(.enabled(if: getenv("HELIOGRAPH_BENCH") != nil), .serialized)
struct HTTPClientBenchmark {
    @Test(arguments: [8, 32, 64])
    func `posts per second and CPU a post`(connections: Int) async throws {
        let sink = HTTPSink(keepsRequests: false)
        var configuration = HTTPClientConfiguration()
        configuration.targetGuard = TargetGuard(allowsPrivateTargets: true)
        configuration.mostInFlightPerHost = connections
        let client = try HTTPClient(configuration)
        let total = 200_000
        let pump = Pump(client: client, url: sink.url("/hook"), total: total)
        let cpu = ThreadTimes.seconds(ofThreadsNamed: "http-client")
        let process = ThreadTimes.process
        let start = monotonicNanoseconds()
        await pump.run(outstanding: 512)
        let seconds = Double(monotonicNanoseconds() - start) / 1e9
        let spent = ThreadTimes.seconds(ofThreadsNamed: "http-client") - cpu
        let all = ThreadTimes.process - process
        print(
            "connections \(connections): \(Int(Double(total) / seconds)) posts/s, client",
            "\((spent / Double(total) * 1e8).rounded() / 100) µs CPU a post, with sink",
            "\((all / Double(total) * 1e8).rounded() / 100) µs; \(sink.connectionCount) opened"
        )
        client.stop()
        sink.stop()
    }
}

/// Keeps a number of posts outstanding until the total is done.
private final class Pump: AnswerReceiver {
    private let client: HTTPClient
    private let url: String
    private let total: Int
    private let body = Array(
        #"{"id":"65f0c1a2b3c4d5e6f7a8b9c0","clientId":"order-77","status":"delivered","code":0,"#
            .utf8
    )
    private let state = Locked((sent: 0, done: 0))
    private let continuation = Locked<CheckedContinuation<Void, Never>?>(nil)

    init(client: HTTPClient, url: String, total: Int) {
        self.client = client
        self.url = url
        self.total = total
    }

    func run(outstanding: Int) async {
        await withCheckedContinuation { continuation in
            self.continuation.withLock { $0 = continuation }
            send(outstanding)
        }
    }

    func take(_ answers: [OutgoingAnswer]) {
        let isDone = state.withLock { state in
            state.done += answers.count
            return state.done == total
        }
        if isDone { continuation.withLock { $0 }?.resume() } else { send(answers.count) }
    }

    private func send(_ count: Int) {
        let range = state.withLock { state in
            let first = state.sent
            state.sent = min(state.sent + count, total)
            return first..<state.sent
        }
        client.perform(
            range.map { number in
                OutgoingRequest(
                    id: number,
                    url: url,
                    headers: [
                        "Content-Type: application/json", "webhook-id: 65f0c1a2b3c4d5e6f7a8b9c0",
                        "webhook-timestamp: 1780000000",
                        "webhook-signature: v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=",
                    ],
                    body: body
                )
            },
            answersTo: self
        )
    }
}
