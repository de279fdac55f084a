import Essentials
import SMSText
import Testing

@Suite struct PartAssemblerTests {
    let start = Timestamp(seconds: 1_800_000_000)

    @Test(arguments: 0..<60)
    func `parts in any order become the text again`(seed: Int) throws {
        var random = RandomText(seed: UInt64(seed))
        let text = random.text(
            seed.isMultiple(of: 2)
                ? [RandomText.plain, RandomText.extended] : [RandomText.other, RandomText.astral],
            length: 161 + seed * 7
        )
        var parts = try SMSComposer.compose(text: text, allowUnicode: true, limit: 255)
            .parts(reference: 9)
        parts.shuffle(using: &random.generator)
        var assembler = PartAssembler<String>()
        for (index, part) in parts.enumerated() {
            let received = try #require(
                ReceivedPart(
                    shortMessage: part.userData,
                    hasHeader: true,
                    dataCoding: part.dataCoding
                )
            )
            let outcome = assembler.add(received, from: "A>B", at: start)
            guard index == parts.count - 1 else {
                #expect(outcome == .waiting(missing: parts.count - 1 - index))
                let again = assembler.add(received, from: "A>B", at: start)
                #expect(again == .duplicate)
                continue
            }
            guard case .complete(let whole) = outcome else {
                Issue.record("not complete")
                return
            }
            #expect(ReceivedPart.text(of: whole) == SMSComposer.composed(text))
        }
        #expect(assembler.count == 0)
    }

    @Test func `origins, references and totals do not mix`() {
        var assembler = PartAssembler<String>()
        for (origin, reference, total) in [("A", 1, 2), ("B", 1, 2), ("A", 2, 2), ("A", 1, 3)] {
            let part = part("x", reference: UInt16(reference), total: UInt8(total), sequence: 1)
            let outcome = assembler.add(part, from: origin, at: start)
            #expect(outcome == .waiting(missing: total - 1))
        }
        #expect(assembler.count == 4)
        let last = part("y", reference: 1, total: 2, sequence: 2)
        let outcome = assembler.add(last, from: "B", at: start)
        #expect(outcome == .complete([part("x", reference: 1, total: 2, sequence: 1), last]))
        #expect(assembler.count == 3)
    }

    @Test func `a message that stays incomplete is handed out after its time`() {
        var assembler = PartAssembler<Int>(lifetime: .seconds(60))
        _ = assembler.add(part("c", sequence: 3), from: 1, at: start)
        _ = assembler.add(part("a", sequence: 1), from: 1, at: start + .seconds(59))
        var late = assembler.takeAbandoned(at: start + .seconds(59))
        #expect(late.isEmpty)
        late = assembler.takeAbandoned(at: start + .seconds(60))
        #expect(late == [[part("a", sequence: 1), part("c", sequence: 3)]])
        #expect(assembler.count == 0)
    }

    @Test func `a reused reference abandons the older message`() {
        var assembler = PartAssembler<Int>()
        _ = assembler.add(part("old", sequence: 1), from: 1, at: start)
        let outcome = assembler.add(part("new", sequence: 1), from: 1, at: start)
        #expect(outcome == .waiting(missing: 2))
        #expect(assembler.count == 2)
        let abandoned = assembler.takeAbandoned(at: start)
        #expect(abandoned == [[part("old", sequence: 1)]])
        #expect(assembler.count == 1)
    }

    @Test func `a part beyond the capacity is refused, unless it completes a message`() {
        var assembler = PartAssembler<Int>(capacity: 2)
        _ = assembler.add(part("a", sequence: 1), from: 1, at: start)
        _ = assembler.add(part("b", sequence: 2), from: 1, at: start)
        var outcome = assembler.add(part("a", sequence: 1), from: 2, at: start)
        #expect(outcome == .refused)
        outcome = assembler.add(part("c", sequence: 3), from: 1, at: start)
        let whole = [part("a", sequence: 1), part("b", sequence: 2), part("c", sequence: 3)]
        #expect(outcome == .complete(whole))
        #expect(assembler.count == 0)
    }

    @Test func `a part alone is complete`() {
        var assembler = PartAssembler<Int>()
        let alone = ReceivedPart(concatenation: nil, payload: [0x41], dataCoding: .gsm7)
        var outcome = assembler.add(alone, from: 1, at: start)
        #expect(outcome == .complete([alone]))
        let onlyOne = part("x", total: 1, sequence: 1)
        outcome = assembler.add(onlyOne, from: 1, at: start)
        #expect(outcome == .complete([onlyOne]))
    }

    private func part(
        _ text: String,
        reference: UInt16 = 500,
        total: UInt8 = 3,
        sequence: UInt8
    ) -> ReceivedPart {
        ReceivedPart(
            concatenation: Concatenation(
                reference: reference,
                total: total,
                sequence: sequence,
                isWide: true
            ),
            payload: Array(text.utf8),
            dataCoding: .gsm7
        )
    }
}
