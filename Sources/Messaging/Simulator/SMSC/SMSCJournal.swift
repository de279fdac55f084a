import Essentials
import Glibc

/// The simulated SMSC's journal: a line for each submit_sm that it accepted, written before the
/// answer, and one for each receipt that was acknowledged or is never to be sent.
///
/// ```
/// A 17 1790000000000000 esme 34911222333 34600000000 51021 486f6c61
/// S 17 0
/// L 18 0
/// ```
///
/// `A`: number, microseconds since 1970, system id, source, destination, user_message_reference
/// (`-` for none), and the bytes of the message in hexadecimal, at most 200 of them. `S`: number,
/// step. `L`: the same for a receipt that was lost on purpose. Empty names are `-`; blanks and
/// control characters in names are `_`. An incomplete last line was never answered. What the kernel
/// has survives a kill of the process, so nothing is synced.
struct SMSCJournal: ~Copyable {
    /// The state that a journal describes.
    struct Contents {
        var nextNumber: UInt64 = 1
        var pending: [UInt64: SMSCMessage] = [:]
    }

    private let descriptor: Int32
    private let path: String
    private var pending: [UInt8] = []

    private static let longestMessage = 200
    private static let chunk = 1 << 20

    /// Opens the journal, creates it if necessary, and reads it.
    init(path: String, contents: inout Contents) throws(SimulatorError) {
        descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        self.path = path
        guard descriptor >= 0 else {
            throw .journal(operation: "open", path: path, code: errno)
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw .journalInUse(path: path)
        }
        let end = Self.read(descriptor, into: &contents)
        guard ftruncate(descriptor, end) == 0, lseek(descriptor, 0, SEEK_END) == end else {
            let code = errno
            close(descriptor)
            throw .journal(operation: "cut", path: path, code: code)
        }
    }

    deinit {
        // A child process that is being started shares the file and would keep the lock.
        _ = flock(descriptor, LOCK_UN)
        close(descriptor)
    }

    // MARK: Writing

    mutating func accepted(_ message: SMSCMessage, octets: [UInt8]) {
        pending.append(contentsOf: "A \(message.number) \(message.acceptedAt.microseconds) ".utf8)
        for name in [message.systemID, message.source, message.destination] {
            append(name)
            pending.append(UInt8(ascii: " "))
        }
        if let reference = message.userReference {
            pending.append(contentsOf: String(reference).utf8)
        } else {
            pending.append(UInt8(ascii: "-"))
        }
        pending.append(UInt8(ascii: " "))
        for octet in octets.prefix(Self.longestMessage) {
            pending.append(Self.digit(octet >> 4))
            pending.append(Self.digit(octet & 15))
        }
        pending.append(UInt8(ascii: "\n"))
    }

    mutating func settled(_ report: SMSCReport) {
        pending.append(contentsOf: "S \(report.message) \(report.step)\n".utf8)
    }

    mutating func lost(_ report: SMSCReport) {
        pending.append(contentsOf: "L \(report.message) \(report.step)\n".utf8)
    }

    /// Writes the buffered lines; answers sent after that survive a kill.
    mutating func flush() throws(SimulatorError) {
        var written = 0
        while written < pending.count {
            let count = unsafe pending.withUnsafeBytes { bytes in
                unsafe write(
                    descriptor,
                    bytes.baseAddress?.advanced(by: written),
                    bytes.count - written
                )
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .journal(operation: "write", path: path, code: errno) }
            written += count
        }
        pending.removeAll(keepingCapacity: pending.count < Self.chunk)
    }

    private mutating func append(_ name: String) {
        if name.isEmpty { pending.append(UInt8(ascii: "-")) }
        for byte in name.utf8 {
            pending.append(byte > 0x20 && byte != 0x7F ? byte : UInt8(ascii: "_"))
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 48 + value : 87 + value }

    // MARK: Reading

    /// Reads complete lines and returns where they end.
    private static func read(_ descriptor: Int32, into contents: inout Contents) -> Int {
        var rest: [UInt8] = []
        var end = 0
        var buffer = [UInt8](repeating: 0, count: chunk)
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes { bytes in
                unsafe Glibc.read(descriptor, bytes.baseAddress, bytes.count)
            }
            guard count > 0 else { return end }
            rest.append(contentsOf: buffer.prefix(count))
            var start = 0
            while let newline = rest[start...].firstIndex(of: UInt8(ascii: "\n")) {
                take(String(decoding: rest[start..<newline], as: UTF8.self), into: &contents)
                end += newline + 1 - start
                start = newline + 1
            }
            rest.removeFirst(start)
        }
    }

    private static func take(_ line: String, into contents: inout Contents) {
        let fields = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        if fields.count == 8, fields[0] == "A", let number = UInt64(fields[1]),
            let microseconds = Int64(fields[2])
        {
            var message = SMSCMessage(
                number: number,
                acceptedAt: Timestamp(microseconds: microseconds),
                systemID: fields[3] == "-" ? "" : fields[3],
                source: fields[4] == "-" ? "" : fields[4],
                destination: fields[5],
                userReference: UInt16(fields[6]),
                openSteps: 0
            )
            message.openSteps = message.behaviour.allSteps
            contents.nextNumber = max(contents.nextNumber, number + 1)
            if message.openSteps != 0 { contents.pending[number] = message }
        } else if fields.count == 3, ["S", "L"].contains(fields[0]),
            let number = UInt64(fields[1]), let step = UInt8(fields[2]), step < 8
        {
            contents.pending[number]?.openSteps &= ~(1 << step)
            if contents.pending[number]?.openSteps == 0 { contents.pending[number] = nil }
        }
    }
}
