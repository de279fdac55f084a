import Essentials
import MessagingModel
import SMPPCodec
import SMSText
import TestSupport
import Testing

@testable import SMPPCarrier

@Suite struct SMPPCarrierOptionsTests {
    private static let needed = ["host": "smsc", "systemId": "esme"]

    private func options(_ more: [String: String]) throws -> SMPPCarrierOptions {
        let all = Self.needed.merging(more) { _, new in new }
        return try SMPPCarrierOptions(
            CarrierSettings(id: CarrierID("op"), kind: .smpp, options: all)
        )
    }

    @Test(arguments: [
        "port": "0", "binds": "33", "window": "many", "version": "4.0", "tls": "maybe",
        "systemId": "longer than fifteen", "bind": "both", "sourceTON": "256",
        "tlv.0x1400": "0g", "tlv.x": "00", "status.ESME_ROK": "retry", "status.0x58": "explode",
        "status.NOPE": "retry", "error.27": "10", "nationalPrefix": "+34", "tlsVerify": "yes",
        "alphabet": "ebcdic", "receipts": "some", "rate": "0", "receiptOffsetMinutes": "900",
    ])
    func `a wrong value is refused with what is wanted`(name: String, value: String) throws {
        do {
            _ = try options([name: value])
            Issue.record("\(name)=\(value) was taken")
        } catch let error as CarrierOptionError {
            #expect("\(error)".contains(name))
            #expect("\(error)".contains("must be"))
        }
    }

    @Test func `unknown and missing options are named`() {
        #expect(throws: CarrierOptionError.unknown(name: "SystemID", suggestion: "systemId")) {
            try options(["SystemID": "x"])
        }
        #expect(throws: CarrierOptionError.missing(name: "host")) {
            try SMPPCarrierOptions(
                CarrierSettings(id: CarrierID("op"), kind: .smpp, options: ["systemId": "x"])
            )
        }
    }

    @Test func `no error tells a password`() throws {
        let password = String(repeating: "p", count: 65)
        do {
            _ = try options(["password": password])
            Issue.record("it was taken")
        } catch { #expect(!"\(error)".contains("ppp")) }
        #expect(SMPPOption.isSecret("password"))
        #expect(!SMPPOption.isSecret("passwordFile"))
    }

    @Test(
        arguments: [
            ("Acme", 5, 0, "Acme"), ("34911222333", 1, 1, "34911222333"),
            ("+34911222333", 1, 1, "34911222333"), ("25555", 3, 0, "25555"),
            ("+4912", 1, 1, "4912"), ("12 34", 5, 0, "12 34"),
        ] as [(String, UInt8, UInt8, String)]
    )
    func `type and plan follow from the sender`(
        sender: String,
        type: UInt8,
        plan: UInt8,
        digits: String
    ) {
        let address = AddressRule().address(ofSender: sender)
        #expect(address.typeOfNumber.rawValue == type)
        #expect(address.numberingPlan.rawValue == plan)
        #expect(address.digits == digits)
    }

    @Test func `the operator's type and plan go before`() throws {
        let options = try options(["sourceTON": "2", "sourceNPI": "8", "destinationTON": "auto"])
        let address = options.source.address(ofSender: "Acme")
        #expect(address.typeOfNumber.rawValue == 2)
        #expect(address.numberingPlan.rawValue == 8)
        #expect(options.destination.address(ofPhone: 346).typeOfNumber == .international)
    }

    @Test(
        arguments: [
            (0x58, StatusTable.Verdict.throttle), (0x14, .throttle), (0x08, .retry),
            (0x0B, .reject(.unknownSubscriber)), (0x0A, .reject(.senderNotAllowed)),
            (0x45, .reroute), (0x410, .reroute), (0x43, .reject(.other)),
        ] as [(UInt32, StatusTable.Verdict)]
    )
    func `a status has a usual meaning`(status: UInt32, verdict: StatusTable.Verdict) {
        #expect(StatusTable().verdict(on: CommandStatus(rawValue: status)) == verdict)
    }

    @Test func `the operator's meanings go before`() throws {
        let options = try options([
            "status.0x410": "reject:6", "status.ESME_RTHROTTLED": "retry", "error.0123": "4",
            "errors": "map",
        ])
        let vendor = CommandStatus(rawValue: 0x410)
        #expect(options.statuses.verdict(on: vendor) == .reject(.senderNotAllowed))
        #expect(options.statuses.verdict(on: .throttled) == .retry)
        #expect(options.errors.code(of: .failed, error: "123") == .memoryFull)
        #expect(options.errors.code(of: .failed, error: "001") == .unknownSubscriber)
        #expect(options.errors.code(of: .failed, error: "999") == .other)
        #expect(options.errors.code(of: .delivered, error: "001") == .none)
    }

    @Test(arguments: SMPPOption.table.map(\.name))
    func `every option is in the documentation`(name: String) throws {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let text = String(
            decoding: try TemporaryFolder.contents(
                of: "/\(root)/docs/reference/carrier-options.md"
            ),
            as: UTF8.self
        )
        #expect(text.contains("`\(name)"))
    }
}
