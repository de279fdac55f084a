import Database
import Essentials
import Glibc
import HTTPServer
import IngestAPI
import JSONCoding
import Messaging
import MessagingModel
import ProductAPI
import SQLStore
import Telemetry
import TransactionalAPI

/// The routes for operators and monitoring: `/health`, `/ready`, `/metrics`, `/openapi/…`.
struct OperationsRoutes: Sendable {
    let store: SQLStore
    let routesInForce: RoutesInForce
    let registry: MetricsRegistry
    let configuration: NodeConfiguration
    let logger: Logger

    /// The number of queued writes from which the node is not ready.
    private static let busyQueue = 50_000

    var routes: [HTTPRoute] {
        [
            HTTPRoute(.get, "/health", name: "health") { _ in
                .json(bytes: Array(#"{"status":"ok","version":"\#(Version.text)"}"#.utf8))
            },
            HTTPRoute(.get, "/ready", name: "ready") { _ in await ready() },
            HTTPRoute(.get, "/metrics", name: "metrics") { _ in
                HTTPResponse(
                    status: 200,
                    headers: [("Content-Type", MetricsRegistry.contentType)],
                    body: registry.render()
                )
            },
        ]
            + TransactionalAPI.Mount.allCases.map { mount in
                let document = TransactionalAPI.openAPI(of: mount)
                return Self.document(mount.rawValue, document)
            }
            + [
                Self.document("ingest", IngestAPI.openAPI),
                Self.document("product", ProductAPI.openAPI),
            ]
    }

    private static func document(_ name: String, _ bytes: [UInt8]) -> HTTPRoute {
        HTTPRoute(.get, "/openapi/\(name).json", name: "openapi") { _ in .json(bytes: bytes) }
    }

    /// Whether the server can accept messages: 200 if it can, else 503 with the reasons.
    private func ready() async -> HTTPResponse {
        var problems: [String] = []
        if let error = await store.database.writeFault() {
            // Anybody may read the answer, so the details are only logged.
            logger.error("the store does not take writes", ["reason": .string("\(error)")])
            problems.append(
                store.database.damage == nil
                    ? "the store does not take writes; the log says why"
                    : "the store is damaged; stop the server, and restore a backup if"
                        + " `heliograph doctor` says so too"
            )
        }
        if let free = freeDiskBytes(), free < configuration.minimumDiskBytes {
            problems.append(
                "only \(free.megabytes) MB of disk are free, less than the"
                    + " \(configuration.minimumDiskBytes.megabytes) MB of --minimum-disk"
            )
        }
        let statistics = store.database.statistics
        let waiting = statistics.interactiveDepth + statistics.bulkDepth
        if waiting >= Self.busyQueue { problems.append("\(waiting) writes wait for the store") }
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("status", problems.isEmpty ? "ready" : "not ready")
            writer.key("problems")
            writer.array { for problem in problems { $0.string(problem) } }
            writer.key("warnings")
            writer.array { for warning in warnings { $0.string(warning) } }
        }
        var response = HTTPResponse.json(
            status: problems.isEmpty ? 200 : 503,
            bytes: writer.bytes
        )
        if !problems.isEmpty { response.setHeader("Retry-After", "5") }
        return response
    }

    /// What an operator should know although the server accepts requests.
    ///
    /// A server without routes is ready: it serves test tokens and the audience, and routes can be
    /// added while it runs.
    private var warnings: [String] {
        guard routesInForce.count == 0 else { return [] }
        return ["no route leads to a carrier: messages of live tokens are refused"]
    }

    private func freeDiskBytes() -> Int? {
        guard let folder = configuration.dataFolder else { return nil }
        return FileContents.freeBytes(at: folder)
    }
}

extension Int {
    fileprivate var megabytes: Int { self / 1_000_000 }
}
