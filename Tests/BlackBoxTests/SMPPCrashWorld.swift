import Essentials
import EventLoop
import SMPPSession
import TestSupport
import Testing

/// A server between an SMSC in another process and clients of two system ids with two binds each.
struct SMPPCrashWorld {
    let server: RunningServer
    let smsc: RunningSMSC
    let clients: [SMPPCrashClient]
    private let loop: EventLoop

    init(on store: TestStore, seed: UInt64, losing lost: Bool = true) async throws {
        let port = try FreePort.pick()
        server = try await RunningServer(
            on: store,
            options: [
                "--smpp", "127.0.0.1:\(port)", "--smpp-rate", "10000",
                "--requests-per-minute", "1000000",
            ]
        )
        smsc = try await RunningSMSC(
            "--doubled-receipts",
            "20",
            "--late-receipts",
            "30",
            "--early-receipts",
            "20",
            "--jitter",
            "20",
            "--lost-answers",
            lost ? "1" : "0",
            "--lost-receipts",
            lost ? "2" : "0",
            "--seed",
            "\(seed % 1_000_000)"
        )
        try await smsc.join(server, as: "op", "responseTimeout=2", "window=50", "binds=2")
        try await server.command("route", "add", "--carrier", "op")
        loop = try EventLoop(name: "crash-clients")
        var clients: [SMPPCrashClient] = []
        for (index, name) in ["Ann", "Bob"].enumerated() {
            clients.append(
                SMPPCrashClient(
                    name,
                    of: try await SMPPTenant(on: server, balance: "1000000"),
                    port: port,
                    on: loop,
                    seed: seed &+ UInt64(index)
                )
            )
        }
        self.clients = clients
    }

    /// Lets the clients bind and send.
    func start() {
        clients[0].start([.transceiver, .transceiver])
        clients[1].start([.transmitter, .receiver])
    }

    /// Lets the clients end what they are at, checks every promise, and takes all down.
    func close(_ load: CrashLoad? = nil, _ ledger: CrashLedger? = nil) async throws {
        for client in clients { client.stopSending() }
        var closing = SMPPCrashLedger(server: server, smsc: smsc, clients: clients)
        if let load, let ledger { closing.overHTTP = (load, ledger) }
        try await closing.close(within: .seconds(120))
        for client in clients { client.end() }
        await loop.stop()
        #expect(try await server.stop() == 0)
        try await smsc.kill()
    }

    /// How many messages the clients were promised so far.
    var promised: Int {
        clients.reduce(0) { $0 + $1.record.knowledge.promised.count }
    }

    /// Waits until so many more messages were promised.
    func expectProgress(_ count: Int = 100) async throws {
        let before = promised
        do {
            try await waitUntil(within: .seconds(60)) { promised >= before + count }
        } catch {
            throw TestSupportError("the server stopped answering: \(server.log.suffix(2000))")
        }
    }
}
