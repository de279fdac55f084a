import AccountsModel
import Database
import Essentials
import Glibc
import HTTPClient
import MessagingModel
import NotificationDelivery
import Telemetry
import TestSupport
import Testing

@testable import SQLStore

/// Store, machine and client against a sink; run in release with `HELIOGRAPH_BENCH=1`.
@Suite(.enabled(if: getenv("HELIOGRAPH_BENCH") != nil), .serialized)
struct WebhookBenchmark {
    @Test(arguments: TestStore.allCases)
    func `notifications per second and CPU a notification`(kind: TestStore) async throws {
        let (total, endpoints) = (100_000, UInt32(4))
        let sink = HTTPSink(keepsRequests: false)
        defer { sink.stop() }
        try await kind.withDatabase(migrations: SQLStore.migrations) { database in
            let clock = SystemClock()
            let ids = IDSource(clock: clock)
            let store = SQLStore(database, clock: clock, ids: ids)
            var outgoing = HTTPClientConfiguration()
            outgoing.targetGuard = TargetGuard(allowsPrivateTargets: true)
            let client = try HTTPClient(outgoing)
            let secret = [UInt8](repeating: 7, count: 32)
            let target = CallbackTarget(url: sink.url("/hook"), secret: secret)
            let service = NotificationService(
                channel: .webhook,
                store: store.notifications,
                sender: WebhookSender(transport: client) { _ in .found(target) },
                clock: clock,
                metrics: MetricsRegistry(),
                seed: 1
            )
            service.acquire(.all)
            service.start()
            let start = monotonicNanoseconds()
            let process = ThreadTimes.process
            let curl = ThreadTimes.seconds(ofThreadsNamed: "http-client")
            let receiver = ThreadTimes.seconds(ofThreadsNamed: "http-sink")
            // As the pipeline does: stored in batches with their cause, then told.
            var sent = 0
            while sent < total {
                let batch = (sent..<sent + 500).map { number in
                    Notification(
                        id: ids.next(),
                        endpoint: NotificationEndpoint(
                            project: ProjectID(1),
                            token: ObjectID(high: 9, low: UInt32(number) % endpoints)
                        ),
                        subject: ObjectID(high: 5, low: UInt32(number / 2)),
                        payload: .messageStatus(
                            .init(status: "delivered", code: 0, clientID: "order-\(number)")
                        ),
                        eventAt: clock.now,
                        dueAt: clock.now
                    )
                }
                try await database.write { tx in try tx.insert(batch) }
                service.enqueue(batch)
                sent += 500
                let submitted = sent
                try await waitUntil(within: .seconds(60)) {
                    submitted - sink.requestCount < 8000
                }
            }
            try await waitUntil(within: .seconds(120)) { sink.requestCount >= total }
            let seconds = Double(monotonicNanoseconds() - start) / 1e9
            let left = await service.drain(within: .seconds(20))
            let spent = ThreadTimes.process - process
            let inCurl = ThreadTimes.seconds(ofThreadsNamed: "http-client") - curl
            let inSink = ThreadTimes.seconds(ofThreadsNamed: "http-sink") - receiver
            let rows = try await database.read { try $0.query("SELECT count(*) FROM notification") }
            func each(_ spent: Double) -> Double { (spent / Double(total) * 1e8).rounded() / 100 }
            print(
                "\(kind): \(Int(Double(total) / seconds)) notifications/s;",
                "CPU a notification \(each(spent - inSink)) µs with inserts,",
                "of which client \(each(inCurl)) µs; sink \(each(inSink)) µs; left \(left),",
                "rows \(rows.first?[0] ?? .null), received \(sink.requestCount)"
            )
            client.stop()
        }
    }
}
