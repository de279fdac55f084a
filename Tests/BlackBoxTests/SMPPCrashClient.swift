import Essentials
import EventLoop
import SMPPCodec
import SMPPSession
import SMPPTransport

/// A client of one system id that sends without pause over several binds, binds anew as soon as it
/// can, and answers what is delivered: most at once, some late, and some never.
final class SMPPCrashClient: @unchecked Sendable {
    // Safe to share: the constants never change; all else is used on the loop's thread only.
    let tenant: SMPPTenant
    let record = SMPPCrashRecord()
    let loop: EventLoop
    let port: UInt16
    private(set) var isSending = true
    private(set) var isOver = false
    var generator: SeededGenerator

    private let name: String
    private var number = 0
    private var again: [ShortMessage] = []
    private var binds: [SMPPCrashBind] = []

    /// Endings of numbers that do more than deliver, and the state that they end in.
    static let courses: [(ending: String, status: String)] = [
        ("99902", "delivered"), ("99904", "expired"), ("99910", "failed"), ("99920", "expired"),
        ("99921", "rejected"), ("99936", "rejected"), ("99941", "delivered"),
        ("99950", "delivered"), ("99951", "delivered"), ("99953", "delivered"),
        ("99954", "delivered"),
    ]

    init(_ name: String, of tenant: SMPPTenant, port: UInt16, on loop: EventLoop, seed: UInt64) {
        self.name = name
        self.tenant = tenant
        self.port = port
        self.loop = loop
        generator = SeededGenerator(seed: seed)
    }

    /// Begins to send, over a session for each mode.
    func start(_ modes: [BindMode]) {
        loop.run { [self] in
            binds = modes.map { SMPPCrashBind($0, of: self) }
            for bind in binds { bind.connect() }
        }
    }

    /// Sends nothing new from now on, but goes on taking receipts.
    func stopSending() { loop.run { [self] in isSending = false } }

    /// Breaks all sessions off, as when the client's process is killed.
    func breakOff() {
        loop.run { [self] in
            for bind in binds { bind.link?.abort() }
        }
    }

    /// Ends all sessions for good.
    func end() {
        loop.run { [self] in
            isSending = false
            isOver = true
            for bind in binds { bind.link?.abort() }
        }
    }

    // MARK: On the loop's thread

    /// The next message, or one that must be submitted again; its text names it.
    func nextMessage() -> ShortMessage {
        if let message = again.popLast() { return message }
        number += 1
        let prefix = "34600\(Int.random(in: 1...9, using: &generator))"
        var ending = String(Int.random(in: 10_000...99_899, using: &generator))
        if number % 10 == 0 {
            ending = Self.courses[number / 10 % Self.courses.count].ending
        }
        return SMPPTenant.message(
            "\(name)-\(number)",
            to: prefix + ending,
            reports: Self.wantsSteps("\(name)-\(number)") ? 0x11 : 1
        )
    }

    /// Whether a message asks for receipts of steps on the way too.
    static func wantsSteps(_ text: String) -> Bool {
        text.split(separator: "-").last.flatMap { Int($0) }?.isMultiple(of: 3) ?? false
    }

    func submitAgain(_ message: ShortMessage) { again.append(message) }

    /// What is done with one delivery.
    enum Reaction {
        case answer
        case answerLate(Duration)
        case vanish
    }

    func reaction() -> Reaction {
        switch Int.random(in: 0..<1000, using: &generator) {
        case 0..<3: .vanish
        case 3..<80: .answerLate(.milliseconds(Int.random(in: 1...200, using: &generator)))
        default: .answer
        }
    }
}
