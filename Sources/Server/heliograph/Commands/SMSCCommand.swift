import Essentials
import EventLoop
import Simulator

/// `heliograph simulator`.
enum SMSCCommand {
    static let commands = [simulator]

    private static let simulator = Command(
        path: ["simulator"],
        summary: "Run an SMSC that is not there, to test carriers with, until it is told to stop",
        options: [
            .value("smpp", "HOST:PORT", "where it listens; 127.0.0.1:2776 when left out"),
            .value("tls-certificate", "FILE", "PEM file with a certificate; makes it TLS"),
            .value("tls-key", "FILE", "PEM file with the certificate's key"),
            .values("account", "ID:PASSWORD", "who may bind; anybody when left out"),
            .value("latency", "MS", "the wait before a submit_sm is answered; 0"),
            .value("jitter", "MS", "how much longer an answer may take, at random; 0"),
            .value("receipt-delay", "MS", "the wait from the answer to the receipt; 500"),
            .value("redelivery", "MS", "until a receipt that was not taken comes again; 5000"),
            .value("lost-answers", "PERCENT", "messages that are taken and never answered"),
            .value("lost-receipts", "PERCENT", "receipts that are never sent"),
            .value("doubled-receipts", "PERCENT", "receipts that are sent twice"),
            .value("late-receipts", "PERCENT", "receipts that come up to four delays later"),
            .value("early-receipts", "PERCENT", "messages whose receipt comes before the answer"),
            .value("rate", "COUNT", "submit_sm a second and session; faster ones are throttled"),
            .value("disconnect", "SECONDS", "cut each session off after about so long"),
            .value("ids", "FORM", "decimal, hexadecimal or mixed"),
            .value("receipts", "DIALECT", "standard, text, data or sparse"),
            .values("inbound", "FROM:TO:TEXT", "sent once a receiver has bound"),
            .value("journal", "FILE", "remember what was taken, also over a kill"),
            .value("seed", "NUMBER", "decides everything random; 1 when left out"),
        ]
    ) { arguments in
        let options = try smscOptions(arguments)
        var listening = try listening(arguments)
        listening.connections = 1000
        let stop = StopSignal()
        let loop = try EventLoop(name: "smsc")
        let smsc: SimulatedSMSC
        do {
            smsc = try SimulatedSMSC(
                options: options,
                listening: listening,
                journal: arguments.text("journal"),
                loop: loop
            )
        } catch let error as EventLoopError {
            throw UsageError("\(error)")
        } catch let error as SimulatorError {
            throw UsageError("\(error)")
        }
        let ready = Output.record([("port", .integer(smsc.port))])
        StandardStreams.writeOutput(arguments.has("json") ? ready.json : ready.text)
        _ = await stop.wait()
        smsc.stop()
        await loop.stop()
        return .nothing()
    }

    private static func listening(_ arguments: Arguments) throws -> ListenerConfiguration {
        let text = arguments.text("smpp") ?? "127.0.0.1:2776"
        guard let colon = text.lastIndex(of: ":"),
            let port = Int(text[text.index(after: colon)...]), (0...65_535).contains(port)
        else { throw UsageError("--smpp is '\(text)'; it must be HOST:PORT, as 127.0.0.1:2776") }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        var configuration = ListenerConfiguration(
            host: host.isEmpty ? "0.0.0.0" : String(host),
            port: port
        )
        switch (arguments.text("tls-certificate"), arguments.text("tls-key")) {
        case (nil, nil): break
        case (let certificate?, let key?):
            do {
                configuration.tls = try TLSContext.server(
                    certificatePath: certificate,
                    keyPath: key
                )
            } catch {
                throw UsageError("\(error)")
            }
        default: throw UsageError("--tls-certificate and --tls-key go together")
        }
        return configuration
    }

    private static func smscOptions(_ arguments: Arguments) throws(UsageError) -> SMSCOptions {
        var options = SMSCOptions()
        options.latency = try wait("latency", arguments) ?? options.latency
        options.jitter = try wait("jitter", arguments) ?? options.jitter
        options.receiptDelay = try wait("receipt-delay", arguments) ?? options.receiptDelay
        options.redelivery = try wait("redelivery", arguments) ?? options.redelivery
        options.lostAnswers = try share("lost-answers", arguments)
        options.lostReceipts = try share("lost-receipts", arguments)
        options.doubledReceipts = try share("doubled-receipts", arguments)
        options.lateReceipts = try share("late-receipts", arguments)
        options.earlyReceipts = try share("early-receipts", arguments)
        options.submitsPerSecond = try arguments.integer("rate", in: 1...1_000_000)
        options.disconnectInterval =
            try arguments.integer("disconnect", in: 1...86_400).map { .seconds($0) }
        options.identifiers = try arguments.word("ids") ?? options.identifiers
        options.dialect = try arguments.word("receipts") ?? options.dialect
        options.seed = UInt64(try arguments.integer("seed", in: 0...Int.max) ?? 1)
        for text in arguments.wholeTexts("account") {
            let pieces = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard pieces.count == 2 else { throw UsageError("--account must be ID:PASSWORD") }
            options.accounts[String(pieces[0])] = String(pieces[1])
        }
        for text in arguments.wholeTexts("inbound") {
            let pieces = text.split(separator: ":", maxSplits: 2).map(String.init)
            guard pieces.count == 3 else {
                throw UsageError("--inbound is '\(text)'; it must be FROM:TO:TEXT")
            }
            options.inbound.append(
                .init(origin: pieces[0], recipient: pieces[1], text: pieces[2])
            )
        }
        return options
    }

    private static func wait(
        _ name: String,
        _ arguments: Arguments
    ) throws(UsageError) -> Duration? {
        try arguments.integer(name, in: 0...3_600_000).map { .milliseconds($0) }
    }

    private static func share(_ name: String, _ arguments: Arguments) throws(UsageError) -> Double {
        Double(try arguments.integer(name, in: 0...100) ?? 0) / 100
    }
}
