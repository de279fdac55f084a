import Essentials
import HTTPServer
import Messaging

/// A message from its draft to its answer, without socket and database.
enum MessageBenchmarks {
    static func run(_ benchmarks: Benchmarks) async throws {
        let world = try await World()
        let draft = Samples.draft(0)
        try benchmarks.measure("message.compose") {
            _ = try world.composer.compose(draft, from: world.origin)
        }
        let router = world.router
        let single = request(to: "/transactional/v1/sms", Samples.single, world)
        try await check(await router.respond(to: single))
        await benchmarks.measure("message.handle.single") {
            _ = await router.respond(to: single)
        }
        let bulk = request(to: "/transactional/v1/sms/bulk", Samples.bulk, world)
        try await check(await router.respond(to: bulk))
        await benchmarks.measure("message.handle.bulk_item", operations: 100) {
            _ = await router.respond(to: bulk)
        }
        await world.close()
    }

    private static func request(to path: String, _ body: [UInt8], _ world: World) -> HTTPRequest {
        HTTPRequest(
            .post,
            path,
            headers: HTTPHeaders([
                ("Host", "127.0.0.1:8080"), ("Authorization", "Bearer \(world.secret)"),
                ("Content-Type", "application/json"),
            ]),
            body: body
        )
    }

    private static func check(_ response: HTTPResponse) async throws {
        guard response.status == 201 else {
            throw ServiceError.internalFault("the API answers \(response.status)")
        }
    }
}
