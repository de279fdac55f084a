import Essentials
import Glibc

/// Writes log lines to a descriptor from a thread of its own, so that no request waits for a disk.
///
/// Lines collect for 10 ms in a bounded buffer and are written with one system call. When the
/// buffer is full, lines are dropped and counted, and the count is logged. The process should
/// ignore SIGPIPE, so that it survives the process that reads its log.
public final class LogWriter: LogSink {
    /// The most bytes that wait to be written.
    public let capacity: Int
    private let buffer = Locked(Buffer())
    /// Locked while it is written to, so that lines keep their order.
    private let descriptor: Locked<Int32>
    private let wakeUp: (read: Int32, write: Int32)?

    private struct Buffer {
        var bytes: [UInt8] = []
        /// Lines dropped since the last report.
        var dropped = 0
        var allDropped = 0
        /// Whether the thread was woken to write.
        var isAttended = false
    }

    /// Creates a writer; the caller keeps ownership of the descriptor.
    ///
    /// - Parameters:
    ///   - descriptor: where lines go; 2 is standard error.
    ///   - capacity: the most bytes that wait to be written.
    public init(descriptor: Int32 = 2, capacity: Int = 4 << 20) {
        self.descriptor = Locked(descriptor)
        self.capacity = capacity
        wakeUp = LogWriter.pipe()
        if let wakeUp { LogWriter.startThread(for: self, wakeUp.read) }
    }

    deinit {
        // The thread notices the end of the pipe, closes its side and ends.
        if let wakeUp { close(wakeUp.write) }
    }

    /// How many lines were dropped so far.
    public var droppedLines: Int { buffer.withLock { $0.allDropped } }

    /// Accepts a line, or drops it if the buffer is full; never blocks.
    public func write(_ line: [UInt8]) {
        let mustWake = buffer.withLock { buffer in
            guard buffer.bytes.count + line.count <= capacity else {
                buffer.dropped += 1
                buffer.allDropped += 1
                return false
            }
            buffer.bytes += line
            defer { buffer.isAttended = true }
            return !buffer.isAttended
        }
        guard mustWake else { return }
        guard let wakeUp else { return flush() }
        var byte: UInt8 = 0
        _ = unsafe Glibc.write(wakeUp.write, &byte, 1)
    }

    /// Writes the waiting lines on the caller's thread; for the end of the process.
    public func flush() {
        descriptor.withLock { descriptor in
            let (bytes, dropped) = buffer.withLock { buffer in
                let taken = (buffer.bytes, buffer.dropped)
                buffer.bytes = []
                buffer.dropped = 0
                buffer.isAttended = false
                return taken
            }
            LogWriter.write(bytes, to: descriptor)
            if dropped > 0 { LogWriter.write(LogWriter.report(of: dropped), to: descriptor) }
        }
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN {
                var target = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = unsafe poll(&target, 1, 1000)
            } else if errno != EINTR {
                // Nobody reads the log any more, so this cannot be reported.
                return
            }
        }
    }

    private static func report(of dropped: Int) -> [UInt8] {
        var line = LogLine(at: SystemClock().now, level: .warning, message: "log lines dropped")
        line.append("count", .integer(dropped))
        return line.finish()
    }
}

// MARK: The thread

extension LogWriter {
    private static func pipe() -> (read: Int32, write: Int32)? {
        var ends: [Int32] = [-1, -1]
        guard unsafe Glibc.pipe(&ends) == 0 else { return nil }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }

    private static func startThread(for writer: LogWriter, _ wakeUp: Int32) {
        // Without a thread, lines are written when the buffer is flushed.
        _ = try? WorkerThread("log") { [weak writer] in
            LogWriter.run(wakeUp) { writer }
        }
    }

    /// Flushes the writer whenever it is woken, until the writer is gone.
    private static func run(_ wakeUp: Int32, _ writer: () -> LogWriter?) {
        var all = sigset_t()
        unsafe sigfillset(&all)
        unsafe pthread_sigmask(SIG_BLOCK, &all, nil)
        var byte: UInt8 = 0
        while true {
            let count = unsafe read(wakeUp, &byte, 1)
            if count < 0, errno == EINTR { continue }
            guard count == 1 else { break }
            // Collects lines first: a wake-up for each would cost more than writing it.
            _ = poll(nil, 0, 10)
            guard let writer = writer() else { break }
            writer.flush()
        }
        close(wakeUp)
    }
}
