import Database
import Host
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct NodeTests {
    @Test func `a node in this process answers`() async throws {
        let folder = try TemporaryFolder()
        let location = DatabaseLocation.sqlite(path: "\(folder.path)/heliograph.db")
        try await Workspace.with(location, actor: "test") { workspace in
            var configuration = NodeConfiguration()
            configuration.http.host = "127.0.0.1"
            configuration.http.port = 0
            configuration.logLevel = .error
            let node = try await Node(workspace, configuration)
            let addresses = try await node.start()
            let port = UInt16(addresses.http.port)
            let answer = try await BlockingWork.onOwnThread {
                try HTTPConnection(port: port).send("GET", "/ready")
            }
            #expect(answer.status == 200)
            await node.stop(reason: "the test ends")
        }
    }
}
