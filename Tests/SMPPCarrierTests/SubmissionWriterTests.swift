import AccountsModel
import Essentials
import MessagingModel
import SMPPCodec
import SMSText
import Testing

@testable import SMPPCarrier

@Suite struct SubmissionWriterTests {
    private static let start = Timestamp(seconds: 1_790_000_000)

    private func parts(
        _ text: String,
        _ encoding: SMSEncoding = .gsm7,
        _ more: [String: String] = [:],
        header: [UInt8] = []
    ) throws -> [ShortMessage] {
        let all = ["host": "smsc", "systemId": "esme"].merging(more) { _, new in new }
        let settings = CarrierSettings(id: CarrierID("op"), kind: .smpp, options: all)
        var writer = SubmissionWriter(try SMPPCarrierOptions(settings), firstReference: 6)
        let submission = Submission(
            key: MessageKey(project: ProjectID(1), id: ObjectID(high: 9, low: 1)),
            attempt: 1,
            sender: "Shop",
            destination: 34_600_000_000,
            text: text,
            encoding: encoding,
            partsCount: 1,
            expiresAt: Self.start + .seconds(3600),
            userDataHeader: header
        )
        let parts = writer.parts(of: submission, at: Self.start)
        return try #require(parts)
    }

    @Test func `a short text is one submit_sm`() throws {
        let part = try #require(try parts("Hi @€").first)
        #expect(part.shortMessage == [0x48, 0x69, 0x20, 0x00, 0x1B, 0x65])
        #expect(part.dataCoding == 0)
        #expect(part.destination.digits == "34600000000")
        #expect(part.registeredDelivery.receipt == .always)
        #expect(part.validityPeriod == "000000010000000R")
        #expect(part.parameters.userMessageReference != nil)
    }

    @Test(
        arguments: [
            ("alphabet", "latin1", [0x48, 0xE9], 3), ("alphabet", "ucs2", [0, 0x48, 0, 0xE9], 8),
            ("alphabet", "gsm7packed", [0xC8, 0x02], 0), ("dataCoding", "241", [0x48, 0x05], 241),
        ] as [(String, String, [UInt8], UInt8)]
    )
    func `the alphabet is the carrier's`(
        option: String,
        value: String,
        octets: [UInt8],
        dataCoding: UInt8
    ) throws {
        let part = try #require(try parts("Hé", .gsm7, [option: value]).first)
        #expect(part.shortMessage == octets)
        #expect(part.dataCoding == dataCoding)
    }

    @Test func `text that Latin-1 lacks is UCS-2`() throws {
        let part = try #require(try parts("5 €", .gsm7Extended, ["alphabet": "latin1"]).first)
        #expect(part.dataCoding == 8)
        #expect(part.shortMessage == [0, 0x35, 0, 0x20, 0x20, 0xAC])
    }

    @Test func `options decide on validity, reference and parameters`() throws {
        let options = [
            "validity": "none", "messageReference": "no", "tlv.0x1400": "01ff",
            "serviceType": "CMT",
        ]
        let part = try #require(try parts("Hi", .gsm7, options).first)
        #expect(part.validityPeriod == "")
        #expect(part.serviceType == "CMT")
        #expect(part.parameters.userMessageReference == nil)
        #expect(part.parameters[ParameterTag(rawValue: 0x1400)] == [1, 255])
        let old = try #require(try parts("Hi", .gsm7, ["version": "3.3"]).first)
        #expect(old.parameters.isEmpty)
        let absolute = try #require(try parts("Hi", .gsm7, ["validity": "absolute"]).first)
        #expect(SMPPTime(absolute.validityPeriod) == .absolute(Self.start + .seconds(3600)))
    }

    @Test func `a piece that its sender cut goes on as it came`() throws {
        let header: [UInt8] = [5, 0, 3, 0x42, 2, 1]
        let all = try parts("Hello", .gsm7, ["concatenation": "sar"], header: header)
        #expect(all.count == 1)
        #expect(all.first?.esmClass.hasUserDataHeader == true)
        #expect(all.first?.shortMessage == header + Array("Hello".utf8))
    }

    @Test(
        arguments: ["udh", "udh16", "sar"],
        [
            ("gsm7", .gsm7Extended), ("gsm7", .utf16), ("gsm7packed", .gsm7Extended),
            ("ucs2", .gsm7Extended), ("latin1", .gsm7), ("latin1", .utf16),
        ] as [(String, SMSEncoding)]
    )
    func `a long text reads the same after any way over the air`(
        concatenation: String,
        form: (alphabet: String, encoding: SMSEncoding)
    ) throws {
        let (alphabet, encoding) = form
        var generator = SeededGenerator(seed: 11)
        let letters: [String] =
            encoding == .utf16
            ? ["a", "ñ", "水", "😀"] : alphabet == "latin1" ? ["a", "ñ", "[", "ü"] : ["a", "€", "ñ"]
        for _ in 0..<30 {
            let text = (0..<Int.random(in: 161...600, using: &generator)).map { _ in
                letters.randomElement(using: &generator) ?? ""
            }.joined()
            let all = try parts(
                text,
                encoding,
                ["concatenation": concatenation, "alphabet": alphabet]
            )
            #expect(all.count > 1)
            #expect(all.allSatisfy { $0.shortMessage.count <= 160 })
            var units: [UInt16] = []
            for (index, part) in all.enumerated() {
                let read = InboundText(
                    part.shortMessage,
                    hasHeader: part.esmClass.hasUserDataHeader,
                    dataCoding: part.dataCoding,
                    isPacked: alphabet == "gsm7packed"
                )
                let place = read.place?.sequence ?? part.parameters.sarSequence
                #expect(place == UInt8(index + 1))
                #expect(read.place?.total ?? part.parameters.sarTotal == UInt8(all.count))
                units += read.units
            }
            // Packing may leave room for one septet more, which reads as @.
            let result = String(decoding: units, as: UTF16.self)
            #expect(result.hasPrefix(text) || alphabet == "gsm7packed")
        }
    }
}
