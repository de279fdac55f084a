import Essentials
import MessagingModel
import SMPPCodec
import SMPPSession

extension SMPPOption {
    /// Every option, in the order of docs/guides/connect-a-carrier.md.
    public static let table: [SMPPOption] =
        connecting + pacing + addressing + writing + reading

    private static let connecting: [SMPPOption] = [
        .text("host", \.host, 1...255, isRequired: true),
        .number("port", \.port, 1...65_535),
        .text("systemId", \.systemID, 1...15, isRequired: true),
        .text("password", \.password, 0...longestPassword, isSecret: true),
        SMPPOption(
            name: "passwordFile",
            wanted: "a file name of 1 to 4096 octets",
            isRequired: false,
            isSecret: false
        ) { options, value, _ in
            guard (1...4096).contains(value.utf8.count) else { return false }
            options.passwordFile = value
            return true
        },
        .text("systemType", \.systemType, 0...12),
        each("version", "3.3, 3.4 or 5.0") { options, value, _ in
            let versions: [String: InterfaceVersion] = [
                "3.3": .v33, "3.4": .v34, "5.0": .v50,
            ]
            guard let version = versions[value] else { return false }
            options.version = version
            return true
        },
        .flag("tls") { options, isOn in
            options.tls = isOn ? options.tls ?? .init() : nil
        },
        each("tlsCaFile", "a file name, with tls=yes") { options, value, _ in
            set(&options.tls) { $0.authorities = value }
        },
        each("tlsServerName", "a host name, with tls=yes") { options, value, _ in
            set(&options.tls) { $0.serverName = value }
        },
        each("tlsVerify", "yes or no, with tls=yes") { options, value, _ in
            guard value == "yes" || value == "no" else { return false }
            return set(&options.tls) { $0.verifies = value == "yes" }
        },
    ]

    private static let pacing: [SMPPOption] = [
        .word("bind", \.mode),
        .number("binds", \.bindsCount, 1...32),
        .number("window", \.window, 1...5000),
        .number("rate", 1...100_000) { $0.submitsPerSecond = $1 },
        .seconds("bindTimeout", \.bindTimeout, 1...300),
        .seconds("enquireLink", \.enquireLink, 1...3600),
        .seconds("responseTimeout", \.responseTimeout, 1...600),
        .number("reconnectFirst", 1...3600) { options, number in
            options.reconnect = Backoff(
                first: .seconds(number),
                longest: max(options.reconnect.longest, .seconds(number))
            )
        },
        .number("reconnectLongest", 1...3600) { options, number in
            options.reconnect = Backoff(
                first: min(options.reconnect.first, .seconds(number)),
                longest: .seconds(number)
            )
        },
    ]

    private static let addressing: [SMPPOption] = [
        typeOfNumber("sourceTON", \.source.typeOfNumber),
        numberingPlan("sourceNPI", \.source.numberingPlan),
        typeOfNumber("destinationTON", \.destination.typeOfNumber),
        numberingPlan("destinationNPI", \.destination.numberingPlan),
        .text("addressRange", \.addressRange.digits, 0...40),
        .number("addressTON", 0...255) {
            $0.addressRange.typeOfNumber = TypeOfNumber(rawValue: UInt8(clamping: $1))
        },
        .number("addressNPI", 0...255) {
            $0.addressRange.numberingPlan = NumberingPlanIndicator(rawValue: UInt8(clamping: $1))
        },
        each("nationalPrefix", "1 to 3 digits without plus, as 34") { options, value, _ in
            guard (1...3).contains(value.utf8.count), value.isDecimal else { return false }
            options.nationalPrefix = value
            return true
        },
    ]

    private static let writing: [SMPPOption] = [
        .text("serviceType", \.serviceType, 0...5),
        .word("alphabet", \.alphabet),
        .number("dataCoding", 0...255) { $0.dataCoding = UInt8(clamping: $1) },
        .word("concatenation", \.concatenation),
        .word("validity", \.validity),
        each("receipts", "final or all") { options, value, _ in
            options.wantsAllReceipts = value == "all"
            return value == "final" || value == "all"
        },
        .flag("messageReference") { $0.sendsMessageReference = $1 },
        each("tlv.", "hexadecimal octets, under a tag as tlv.0x1400") { options, value, tag in
            guard let tag = number(tag, most: 0xFFFF), let octets = [UInt8](hexadecimal: value),
                octets.count <= 256, options.parameters.count < 16
            else { return false }
            options.parameters.append(.init(tag: UInt16(clamping: tag), octets: octets))
            return true
        },
    ]

    private static let reading: [SMPPOption] = [
        .word("answerIds", \.identifiers.submitted),
        .word("receiptIds", \.identifiers.receipted),
        .word("receiptIdFrom", \.receiptIdentifier),
        .number("receiptOffsetMinutes", -720...840) { $0.receiptOffset = .seconds(60 * $1) },
        each("status.", StatusTable.Verdict.wanted) { options, value, name in
            let known = CommandStatus(name: name)
            let status = known ?? number(name, most: .max).map { CommandStatus(rawValue: $0) }
            guard let status, status != .ok, let verdict = StatusTable.Verdict(value) else {
                return false
            }
            options.statuses.set(status, verdict)
            return true
        },
        .word("errors", \.errors.base),
        each("error.", "a code of 1 to 9 or 99, under the carrier's own") { options, value, error in
            guard (1...20).contains(error.utf8.count), let number = Int(value),
                let code = StatusCode(rawValue: number), code != .none
            else { return false }
            options.errors.set(error, code)
            return true
        },
    ]

    private static func typeOfNumber(
        _ name: String,
        _ field: any WritableKeyPath<SMPPCarrierOptions, TypeOfNumber?> & Sendable
    ) -> SMPPOption {
        octet(name) { $0[keyPath: field] = $1.map { TypeOfNumber(rawValue: $0) } }
    }

    private static func numberingPlan(
        _ name: String,
        _ field: any WritableKeyPath<SMPPCarrierOptions, NumberingPlanIndicator?> & Sendable
    ) -> SMPPOption {
        octet(name) { $0[keyPath: field] = $1.map { NumberingPlanIndicator(rawValue: $0) } }
    }

    /// A number of one byte, or `auto`.
    private static func octet(
        _ name: String,
        _ set: @escaping @Sendable (inout SMPPCarrierOptions, UInt8?) -> Void
    ) -> SMPPOption {
        each(name, "auto or a number of 0 to 255") { options, value, _ in
            let number = UInt8(value)
            guard number != nil || value == "auto" else { return false }
            set(&options, number)
            return true
        }
    }

    private static func set(
        _ tls: inout SMPPCarrierOptions.TLSOptions?,
        _ change: (inout SMPPCarrierOptions.TLSOptions) -> Void
    ) -> Bool {
        // Options are read in the order of their names, so `tls` comes first.
        guard var settings = tls else { return false }
        change(&settings)
        tls = settings
        return true
    }

    /// A number, which may be written in hexadecimal, such as `0x58`.
    private static func number(_ text: String, most: UInt32) -> UInt32? {
        let number = text.hasPrefix("0x") ? UInt32(text.dropFirst(2), radix: 16) : UInt32(text)
        return number.flatMap { $0 <= most ? $0 : nil }
    }
}

extension String {
    /// Whether the text consists of digits.
    var isDecimal: Bool { !isEmpty && utf8.allSatisfy { (48...57).contains($0) } }
}

extension [UInt8] {
    /// Reads pairs of hexadecimal digits.
    fileprivate init?(hexadecimal text: String) {
        let digits = Array(text.utf8)
        guard digits.count.isMultiple(of: 2) else { return nil }
        var octets: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            let pair = String(decoding: digits[index...index + 1], as: UTF8.self)
            guard pair.utf8.first != UInt8(ascii: "+"), let octet = UInt8(pair, radix: 16) else {
                return nil
            }
            octets.append(octet)
        }
        self = octets
    }
}
