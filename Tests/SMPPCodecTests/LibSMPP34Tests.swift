import CSMPP34
import Essentials
import SMPPCodec
import Testing

/// Osmocom's libsmpp34 against our codec, over random units of what it knows (SMPP 3.4).
@Suite(.serialized) struct LibSMPP34Tests {
    /// What libsmpp34 made of a unit.
    private struct Reading {
        var lines: [Substring]
        var again: [UInt8]
    }

    private static func read(_ octets: [UInt8]) -> Reading? {
        var list = [CChar](repeating: 0, count: 16_384)
        var again = [UInt8](repeating: 0, count: 16_384)
        var length: CInt = 0
        let failure = CSMPP34_read(
            octets,
            CInt(octets.count),
            &list,
            CInt(list.count),
            &again,
            CInt(again.count),
            &length
        )
        guard failure == 0 else { return nil }
        let text = String(
            decoding: list.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)),
            as: UTF8.self
        )
        return Reading(lines: text.split(separator: "\n"), again: Array(again.prefix(Int(length))))
    }

    @Test(arguments: RandomPDU.kindsOfLibSMPP34)
    func `it reads the same fields and we read what it writes`(kind: Int) throws {
        var random = RandomPDU(seed: 1_000 + UInt64(kind))
        random.isLibSMPP34 = true
        for _ in 0..<60 {
            let pdu = random.next(kind: kind)
            // It keeps its lists in the opposite order.
            let expected = pdu.reversingLists()
            let reading = try #require(Self.read(try pdu.encoded()), "\(pdu) is refused")
            let parameterCount = reading.lines.count { $0.hasPrefix("tag ") }
            let mandatory = expected.fields.dropLast(parameterCount)
            let ours = Self.header(of: pdu) + mandatory.map(Self.line)
            // The first line is the length.
            let theirs = reading.lines.dropFirst().prefix { !$0.hasPrefix("tag ") }.map(Self.line)
            #expect(theirs == ours)
            #expect(try PDU(decoding: reading.again) == expected)
        }
    }

    private static func header(of pdu: PDU) -> [String] {
        [
            "command_id=\(pdu.commandID.rawValue)", "command_status=\(pdu.status.rawValue)",
            "sequence_number=\(pdu.sequence)",
        ]
    }

    private static func line(_ field: PDU.ListedField) -> String {
        "\(field.name)=\(field.value)"
    }

    /// A line of the list as `name=value`: `name   [value] ...`, where numbers are hexadecimal.
    private static func line(_ line: Substring) -> String {
        let name = line.prefix { $0 != " " }
        let value = line.drop { $0 != "[" }.dropFirst().prefix { $0 != "]" }
        let isNumber = line.reversed().starts(with: "]") && line.count(where: { $0 == "[" }) == 2
        if name == "short_message" {
            return "\(name)=" + value.utf8.map { String($0, radix: 16) }.joined()
        }
        return "\(name)=\(isNumber ? String(UInt32(value, radix: 16) ?? 0) : String(value))"
    }
}
