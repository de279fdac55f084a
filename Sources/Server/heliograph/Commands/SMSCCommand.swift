import Essentials
import EventLoop
import Simulator

/// `heliograph simulator`.
enum SMSCCommand {
    static let commands = [simulator]

    private static let standard = SMSCOptions()

    private static let simulator = Command(
        path: ["simulator"],
        summary: "Run a test SMSC until SIGTERM or SIGINT",
        options: [
            .value("smpp", "HOST:PORT", "where it listens", standard: "127.0.0.1:2776"),
            .value("tls-certificate", "FILE", "PEM file of a certificate; turns TLS on"),
            .value("tls-key", "FILE", "PEM file of the certificate's key"),
            .values("account", "ID:PASSWORD", "who may bind; by default anybody"),
            wait("latency", "the delay before a submit_sm is answered", standard.latency),
            wait("jitter", "an additional random delay of at most this", standard.jitter),
            wait("receipt-delay", "the delay from answer to receipt", standard.receiptDelay),
            wait("redelivery", "until a rejected receipt is sent again", standard.redelivery),
            share("lost-answers", "messages that are accepted but never answered"),
            share("lost-receipts", "receipts that are never sent"),
            share("doubled-receipts", "receipts that are sent twice"),
            share("late-receipts", "receipts that are up to four delays late"),
            share("early-receipts", "messages whose receipt precedes the answer"),
            .value(
                "rate",
                "COUNT",
                "submit_sm per second and session; more are throttled",
                range: 1...1_000_000
            ),
            .value(
                "disconnect",
                "SECONDS",
                "close each session after about this time",
                range: 1...86_400
            ),
            .value(
                "ids",
                "FORM",
                "decimal, hexadecimal or mixed",
                standard: standard.identifiers.rawValue
            ),
            .value(
                "receipts",
                "DIALECT",
                "standard, text, data or sparse",
                standard: standard.dialect.rawValue
            ),
            .values("inbound", "FROM:TO:TEXT", "sent once a receiver has bound"),
            .value("journal", "FILE", "record accepted messages here, and keep them when killed"),
            .value(
                "seed",
                "NUMBER",
                "the seed of all randomness",
                range: 0...Int.max,
                standard: String(standard.seed)
            ),
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
        let text = try arguments.requiredText("smpp")
        guard let colon = text.lastIndex(of: ":"),
            let port = Int(text[text.index(after: colon)...]), (0...65_535).contains(port)
        else { throw UsageError("--smpp is '\(text)'; it must be HOST:PORT, e.g. 127.0.0.1:2776") }
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
        options.latency = .milliseconds(try arguments.count("latency"))
        options.jitter = .milliseconds(try arguments.count("jitter"))
        options.receiptDelay = .milliseconds(try arguments.count("receipt-delay"))
        options.redelivery = .milliseconds(try arguments.count("redelivery"))
        options.lostAnswers = Double(try arguments.count("lost-answers")) / 100
        options.lostReceipts = Double(try arguments.count("lost-receipts")) / 100
        options.doubledReceipts = Double(try arguments.count("doubled-receipts")) / 100
        options.lateReceipts = Double(try arguments.count("late-receipts")) / 100
        options.earlyReceipts = Double(try arguments.count("early-receipts")) / 100
        options.submitsPerSecond = try arguments.integer("rate")
        options.disconnectInterval =
            try arguments.integer("disconnect").map { .seconds($0) }
        options.identifiers = try arguments.word("ids") ?? options.identifiers
        options.dialect = try arguments.word("receipts") ?? options.dialect
        options.seed = UInt64(try arguments.count("seed"))
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
        _ help: String,
        _ standard: Duration
    ) -> CommandOption {
        let milliseconds = String(Int(standard.inSeconds * 1000))
        return .value(name, "MS", help, range: 0...3_600_000, standard: milliseconds)
    }

    private static func share(_ name: String, _ help: String) -> CommandOption {
        .value(name, "PERCENT", help, range: 0...100, standard: "0")
    }
}
