import Essentials
import Foundation
import Telemetry
import Testing

/// Keeps lines for a test to read.
final class RecordingSink: LogSink {
    private let kept = Locked<[String]>([])

    var lines: [String] { kept.withLock { $0 } }

    func write(_ line: [UInt8]) {
        let text = String(decoding: line, as: UTF8.self)
        kept.withLock { $0.append(text) }
    }
}

@Suite struct LoggerTests {
    private let sink = RecordingSink()

    private func logger(_ level: Logger.Level = .info) -> Logger {
        let clock = ManualClock(Timestamp(microseconds: 1_780_000_000_042_000))
        return Logger(level: level, sink: sink, clock: clock)
    }

    @Test func `a line is one JSON object with time, level, message and fields`() {
        logger().info("started", ["port": 8080, "tls": true, "ratio": 0.5, "host": "::1"])
        #expect(
            sink.lines == [
                #"{"time":"2026-05-28T20:26:40.042Z","level":"info","message":"started","#
                    + #""port":8080,"tls":true,"ratio":0.5,"host":"::1"}"# + "\n"
            ]
        )
    }

    @Test(arguments: Logger.Level.allCases)
    func `lines below the level are not written`(level: Logger.Level) {
        let logger = logger(level)
        logger.debug("debug")
        logger.info("info")
        logger.warning("warning")
        logger.error("error")
        #expect(sink.lines.count == Logger.Level.allCases.count { $0 >= level })
    }

    @Test func `a line that is not written is not built`() {
        func costly() -> String {
            Issue.record("built")
            return ""
        }
        logger().debug(costly())
        Logger.disabled.error(costly())
    }

    @Test func `a logger hands its fields on`() {
        logger().with(["a": 1]).with(["b": .null]).error("x", ["c": 3])
        #expect(sink.lines.first?.hasSuffix(#""message":"x","a":1,"b":null,"c":3}"# + "\n") == true)
    }

    @Test func `any text survives as JSON`() throws {
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<200 {
            let scalars = (0..<12).map { _ in
                Unicode.Scalar(UInt8.random(in: 0...255, using: &generator))
            }
            var text = ""
            for scalar in scalars { text.unicodeScalars.append(scalar) }
            logger().info(text)
            let line = try #require(sink.lines.last)
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
            #expect((object as? [String: Any])?["message"] as? String == text)
            #expect(line.count { $0 == "\n" } == 1)
        }
    }
}

@Suite struct LogWriterTests {
    /// The two ends of a pipe.
    private func pipe() -> (read: Int32, write: Int32) {
        var ends: [Int32] = [-1, -1]
        Glibc.pipe(&ends)
        return (ends[0], ends[1])
    }

    private func readAll(_ descriptor: Int32) -> String {
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 65_536)
        while case let count = read(descriptor, &part, part.count), count > 0 {
            bytes += part[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test(.timeLimit(.minutes(1)))
    func `lines arrive in order`() {
        let (input, output) = pipe()
        let writer = LogWriter(descriptor: output)
        let logger = Logger(sink: writer)
        for index in 0..<200 { logger.info("line", ["index": .integer(index)]) }
        writer.flush()
        close(output)
        let lines = readAll(input).split(separator: "\n")
        #expect(lines.count == 200)
        for (index, line) in lines.enumerated() { #expect(line.hasSuffix("\"index\":\(index)}")) }
        close(input)
    }

    @Test(.timeLimit(.minutes(1)))
    func `a full buffer drops lines, counts them and says so`() {
        let (input, output) = pipe()
        let writer = LogWriter(descriptor: output, capacity: 100)
        writer.write(Array(repeating: UInt8(ascii: "x"), count: 101))
        writer.write(Array(repeating: UInt8(ascii: "y"), count: 101))
        #expect(writer.droppedLines == 2)
        writer.flush()
        close(output)
        let text = readAll(input)
        #expect(text.contains(#""message":"log lines dropped","count":2"#))
        #expect(!text.contains("xx"))
        close(input)
    }

    @Test(.timeLimit(.minutes(1)))
    func `nobody waits for a reader that does not read`() {
        let (input, output) = pipe()
        let writer = LogWriter(descriptor: output, capacity: 1 << 20)
        let line = [UInt8](repeating: UInt8(ascii: "x"), count: 1000)
        // More than the pipe and the buffer hold together.
        for _ in 0..<3000 { writer.write(line) }
        #expect(writer.droppedLines > 0)
        close(input)
    }
}
