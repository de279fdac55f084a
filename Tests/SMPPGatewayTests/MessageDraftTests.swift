import Essentials
import Messaging
import MessagingModel
import SMPPCodec
import SMPPSession
import SMSText
import Testing

@testable import SMPPGateway

/// What a `submit_sm` asks for, row by row of docs/reference/smpp.md.
@Suite struct MessageDraftTests {
    private let now = Timestamp(seconds: 1_780_000_000)

    private func message(
        _ octets: [UInt8] = Array("Hello".utf8),
        coding: UInt8 = 0,
        _ change: (inout ShortMessage) -> Void = { _ in }
    ) -> ShortMessage {
        var message = ShortMessage(
            from: Address("Acme", typeOfNumber: .alphanumeric),
            to: Address("34600000000", typeOfNumber: .international, numberingPlan: .isdn),
            octets,
            dataCoding: coding
        )
        change(&message)
        return message
    }

    private func draft(
        _ message: ShortMessage,
        _ version: InterfaceVersion = .v34
    ) throws(Refusal) -> MessageDraft {
        try MessageDraft(message, in: version, at: now)
    }

    private func status(
        _ message: ShortMessage,
        _ version: InterfaceVersion = .v34
    ) -> CommandStatus {
        do {
            _ = try draft(message, version)
            return .ok
        } catch {
            return error.status
        }
    }

    @Test(
        arguments: [
            ([0x48, 0x00, 0x1B, 0x65], 0, "H@€"), (Array("ñandú ✓".utf8), 0, "ñandú ✓"),
            ([0xA4, 0xE9], 3, "€é"), ([0x04, 0x1F, 0xD8, 0x3D, 0xDE, 0x00], 8, "П😀"),
            ([0xD8, 0x3D], 8, "\u{FFFD}"),
        ] as [([UInt8], UInt8, String)]
    )
    func `a text is read by its data coding`(
        octets: [UInt8],
        coding: UInt8,
        text: String
    ) throws {
        let draft = try draft(message(octets, coding: coding))
        #expect(draft.text == text)
        #expect(draft.allowsUnicode == (coding == 8))
        #expect(draft.from == "Acme")
        #expect(draft.to == "34600000000")
    }

    @Test(arguments: [1, 2, 4, 5, 10, 0xC0, 0xF0, 0xF1, 0xF5, 0xFF] as [UInt8])
    func `another data coding is refused as the version has it`(coding: UInt8) {
        #expect(status(message(coding: coding)) == .submitFailed)
        #expect(status(message(coding: coding), .v50) == .invalidDataCoding)
    }

    @Test func `options beyond what we do are refused with their own status`() {
        func refusal(_ change: (inout ShortMessage) -> Void) -> CommandStatus {
            status(message(Array("Hello".utf8), change))
        }
        #expect(refusal { $0.esmClass = ESMClass(rawValue: 1) } == .invalidESMClass)
        #expect(refusal { $0.esmClass = ESMClass(rawValue: 2) } == .invalidESMClass)
        #expect(refusal { $0.esmClass = ESMClass(rawValue: 4) } == .invalidESMClass)
        #expect(refusal { $0.esmClass = ESMClass(rawValue: 3) } == .ok)
        #expect(refusal { $0.esmClass = ESMClass(rawValue: 0x80) } == .ok)
        #expect(refusal { $0.priority = 4 } == .invalidPriorityFlag)
        #expect(status(message { $0.priority = 4 }, .v50) == .ok)
        #expect(refusal { $0.replaceIfPresent = true } == .invalidReplaceFlag)
        #expect(refusal { $0.defaultMessageID = 1 } == .invalidDefaultMessage)
        #expect(refusal { $0.scheduleDeliveryTime = "soon" } == .invalidScheduledTime)
        #expect(refusal { $0.validityPeriod = "000001" } == .invalidValidityPeriod)
        #expect(refusal { $0.shortMessage = [] } == .invalidMessageLength)
        #expect(refusal { $0.parameters.messagePayload = [0x41] } == .parameterNotAllowed)
        #expect(refusal { $0.shortMessage = [0x80, 0xFF] } == .submitFailed)
        #expect(status(message([0x41], coding: 8)) == .invalidMessageLength)
    }

    @Test func `the payload parameter holds the text where short_message is empty`() throws {
        let long = [UInt8](repeating: 0x41, count: 500)
        let draft = try draft(
            message([]) { $0.parameters.messagePayload = long }
        )
        #expect(draft.text == String(repeating: "A", count: 500))
        #expect(draft.smpp?.part == nil)
    }

    @Test func `times are moments or periods from now`() throws {
        let draft = try draft(
            message {
                $0.scheduleDeliveryTime = "000000010000000R"
                $0.validityPeriod = SMPPTime.absolute(now + .seconds(7200)).text
            }
        )
        #expect(draft.smpp?.scheduledAt == now + .seconds(3600))
        #expect(draft.smpp?.expiresAt == now + .seconds(7200))
        #expect(draft.scheduledAt == nil)
    }

    @Test(
        arguments: [
            ([5, 0, 3, 7, 2, 1], PartPlace(reference: 7, partsCount: 2, part: 1)),
            ([6, 8, 4, 1, 7, 3, 3], PartPlace(reference: 263, partsCount: 3, part: 3)),
            ([6, 5, 4, 0x0B, 0x84, 0x23, 0xF0], nil),
        ] as [([UInt8], PartPlace?)]
    )
    func `a header of the client's own is kept as it is`(
        header: [UInt8],
        place: PartPlace?
    ) throws {
        let draft = try draft(
            message(header + [0x48, 0x69]) { $0.esmClass.hasUserDataHeader = true }
        )
        let part = try #require(draft.smpp?.part)
        #expect(part.header == header)
        #expect(part.place == place)
        #expect(part.payload == [0x48, 0x69])
        #expect(draft.text == "Hi")
    }

    @Test func `a header that does not hold together is refused`() {
        for octets in [[], [5], [5, 0, 3, 7], [3, 0, 9, 1]] as [[UInt8]] {
            let refused = status(message(octets + []) { $0.esmClass.hasUserDataHeader = true })
            #expect(refused == (octets.isEmpty ? .invalidMessageLength : .invalidESMClass))
        }
    }

    @Test func `sar parameters become a header`() throws {
        func sar(_ reference: UInt16, _ total: UInt8, _ part: UInt8) -> ShortMessage {
            message {
                $0.parameters.sarReference = reference
                $0.parameters.sarTotal = total
                $0.parameters.sarSequence = part
            }
        }
        #expect(try draft(sar(7, 2, 1)).smpp?.part?.header == [5, 0, 3, 7, 2, 1])
        #expect(try draft(sar(263, 2, 2)).smpp?.part?.header == [5, 0, 3, 7, 2, 2])
        #expect(try draft(sar(7, 1, 1)).smpp?.part == nil)
        #expect(status(sar(7, 2, 3)) == .invalidParameterValue)
        #expect(status(sar(7, 2, 0)) == .invalidParameterValue)
        #expect(status(message { $0.parameters.sarReference = 7 }) == .missingParameter)
    }

    @Test func `octets that no text says are kept beside it`() throws {
        // A pair cut in two: the first half ends with an escape.
        let cut = try draft(
            message([5, 0, 3, 7, 2, 1, 0x48, 0x1B]) { $0.esmClass.hasUserDataHeader = true }
        )
        #expect(cut.smpp?.part?.payload == [0x48, 0x1B])
        // Latin letters that GSM lacks travel without their accents.
        let latin = try draft(
            message([5, 0, 3, 7, 2, 1, 0xE1, 0xE9], coding: 3) {
                $0.esmClass.hasUserDataHeader = true
            }
        )
        #expect(latin.text == "aé")
        #expect(latin.smpp?.part?.payload == [0x61, 0x05])
    }

    @Test func `no request traps`() {
        var generator = SeededGenerator(seed: 5)
        func octets(_ most: Int) -> [UInt8] {
            (0..<Int.random(in: 0...most, using: &generator)).map { _ in
                UInt8.random(in: 0...255, using: &generator)
            }
        }
        for _ in 0..<5000 {
            let coding = [0, 3, 8, UInt8.random(in: 0...255, using: &generator)]
                .randomElement(using: &generator)
            let message = message(octets(160), coding: coding ?? 0) {
                $0.esmClass = ESMClass(
                    rawValue: UInt8.random(in: 0...255, using: &generator) & 0xC3
                )
                if Bool.random(using: &generator) { $0.parameters.sarReference = 3 }
                if Bool.random(using: &generator) { $0.parameters.sarTotal = 4 }
                if Bool.random(using: &generator) {
                    $0.parameters.sarSequence = UInt8.random(in: 0...6, using: &generator)
                }
            }
            _ = status(message)
        }
    }
}
