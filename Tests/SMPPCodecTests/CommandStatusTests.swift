import SMPPCodec
import Testing

@Suite struct CommandStatusTests {
    @Test(
        arguments: [
            (0x00, "ESME_ROK"), (0x0F, "ESME_RINVSYSID"), (0x14, "ESME_RMSGQFUL"),
            (0x58, "ESME_RTHROTTLED"), (0xC2, "ESME_RINVPARLEN"), (0xFF, "ESME_RUNKNOWNERR"),
            (0x104, "ESME_RINVDCS"), (0x112, "ESME_RINVBCASTCHANIND"),
        ] as [(UInt32, String)]
    )
    func `a status has its name`(number: UInt32, name: String) {
        #expect(CommandStatus(rawValue: number).name == name)
        #expect(CommandStatus(name: name)?.rawValue == number)
    }

    @Test func `the names of SMPP 5_0 are known too`() {
        #expect(CommandStatus(name: "ESME_RINVTLVLEN") == .invalidParameterLength)
        #expect(CommandStatus(name: "ESME_NONE") == nil)
    }

    @Test func `every status is told apart by number and name`() {
        let all = CommandStatus.all
        #expect(Set(all).count == all.count)
        #expect(Set(all.compactMap(\.name)).count == all.count)
        #expect(all.map(\.rawValue) == all.map(\.rawValue).sorted())
        for status in all { #expect(status.name.flatMap(CommandStatus.init(name:)) == status) }
    }

    @Test func `an unknown status is kept`() {
        #expect(CommandStatus(rawValue: 0x400).name == nil)
        #expect(CommandStatus(rawValue: 0x400).description == "0x00000400")
    }
}
