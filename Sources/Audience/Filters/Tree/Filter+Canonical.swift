import Attributes
import Essentials
import JSONCoding

extension Filter {
    /// The canonical text: equal filters have equal texts, and it parses back to the filter.
    ///
    /// It is JSON of the filter language in which groups of one child are replaced by the child
    /// and children are in a fixed order.
    public var canonical: [UInt8] { root.canonical(of: \.canonical) }

    /// A hash of the canonical text, the same on every machine and in every version (FNV-1a).
    public var fingerprint: UInt64 { canonical.fingerprint }
}

extension EventFilter {
    /// The canonical text: equal filters have equal texts, and it parses back to the filter.
    public var canonical: [UInt8] { root.canonical(of: \.canonical) }

    /// A hash of the canonical text, the same on every machine and in every version (FNV-1a).
    public var fingerprint: UInt64 { canonical.fingerprint }
}

extension [UInt8] {
    fileprivate var fingerprint: UInt64 {
        var hash = FNV1a()
        hash.combine(contentsOf: self)
        return hash.value
    }
}

extension ConditionTree {
    fileprivate func canonical(of leaf: (Leaf) -> [UInt8]) -> [UInt8] {
        switch self {
        case .leaf(let value): leaf(value)
        case .all(let children): group("and", children, leaf)
        case .any(let children): group("or", children, leaf)
        case .none(let children): group("not", children, leaf)
        }
    }

    private func group(
        _ join: String,
        _ children: [ConditionTree],
        _ leaf: (Leaf) -> [UInt8]
    ) -> [UInt8] {
        let texts = Set(children.map { $0.canonical(of: leaf) })
            .sorted { $0.lexicographicallyPrecedes($1) }
        if join != "not", texts.count == 1 { return texts[0] }
        var writer = JSONWriter()
        writer.object {
            $0.member("type", "group")
            $0.member("join", join)
            $0.key("children")
            $0.array { for text in texts { $0.raw(text) } }
        }
        return writer.bytes
    }
}

extension ContactCondition {
    fileprivate var canonical: [UInt8] {
        var writer = JSONWriter()
        switch self {
        case .attribute(let key, let test):
            writer.object {
                $0.member("type", "attribute_condition")
                $0.member("key", key)
                $0.test(test)
            }
        case .events(let condition): writer.object { $0.condition(condition) }
        case .sequence(let sequence):
            writer.object {
                $0.member("type", "event_sequence")
                $0.key("steps")
                $0.array { writer in
                    for (index, step) in sequence.steps.enumerated() {
                        let isLast = index == sequence.steps.count - 1
                        writer.step(step, isAbsent: isLast && sequence.lastIsAbsent)
                    }
                }
            }
        }
        return writer.bytes
    }
}

extension EventTest {
    fileprivate var canonical: [UInt8] {
        let key: String
        let test: ValueTest
        switch self {
        case .type(let found): (key, test) = ("event-type", found)
        case .date(let found): (key, test) = ("event-date", found)
        case .created(let found): (key, test) = ("created-at", found)
        case .parameter(let name, let found): (key, test) = ("parameters.\(name)", found)
        case .contact(let contact):
            key = contact.key.rawValue
            test = ValueTest(
                .string,
                .in,
                contact.names.map { .text($0) },
                isNegated: contact.isNegated
            )
        }
        var writer = JSONWriter()
        writer.object {
            $0.member("type", "event_condition")
            $0.member("key", key)
            $0.test(test)
        }
        return writer.bytes
    }
}

extension JSONWriter {
    fileprivate mutating func condition(_ condition: EventCondition) {
        member("type", "event_condition")
        if let types = condition.types {
            member("key", "event-type")
            test(types)
        }
        // Omits a group that reduces to an empty one.
        let test = condition.test.canonical(of: \.canonical)
        if test != ConditionTree<EventTest>.all([]).canonical(of: \.canonical) {
            key("where")
            raw(test)
        }
        if condition.occurrence != .every { member("occurrence", condition.occurrence.rawValue) }
        guard condition.measure != .happened else { return }
        if let parameter = condition.measure.parameter {
            key("aggregate")
            object {
                $0.member("function", condition.measure.function.rawValue)
                $0.member("key", "parameters.\(parameter)")
                $0.test(condition.measure.test)
            }
        } else {
            key("count")
            object { $0.test(condition.measure.test) }
        }
    }

    fileprivate mutating func step(_ step: SequenceCondition.Step, isAbsent: Bool) {
        object {
            $0.key("where")
            $0.raw(step.test.canonical(of: \.canonical))
            if let within = step.within {
                $0.key("within")
                $0.array {
                    let (amount, unit) = TimeSpan.parts(of: within)
                    $0.integer(amount)
                    $0.string(unit.rawValue)
                }
            }
            if isAbsent { $0.member("absent", true) }
        }
    }

    fileprivate mutating func test(_ test: ValueTest) {
        member("operator", (test.isNegated ? "not-" : "") + test.comparison.rawValue)
        key("values")
        array { for operand in test.operands { $0.operand(operand) } }
        guard test.type.isTextual, test.comparison != .exists else { return }
        member("ignoreCase", test.folding.ignoresCase)
        member("ignoreAccents", test.folding.ignoresAccents)
    }

    private mutating func operand(_ operand: ValueTest.Operand) {
        switch operand {
        case .text(let text): string(text)
        case .pattern(let expression): string(expression.pattern)
        case .whole(let number): integer(number)
        case .decimal(let number): self.number(number)
        case .bool(let flag): bool(flag)
        case .time(let time): string(time.text)
        case .span(let span):
            integer(span.amount)
            string(span.unit.rawValue)
        case .point(let point):
            number(point.latitude)
            number(point.longitude)
        }
    }
}

extension TimeOperand {
    fileprivate var text: String {
        switch self {
        case .day(let day): day.iso8601
        case .moment(let moment): moment.preciseISO8601
        case .local(let local):
            String(Timestamp(microseconds: local).preciseISO8601.dropLast())
        case .now(let span): "now" + span.text
        case .today(let span): "today" + span.text
        }
    }
}

extension TimeSpan {
    /// The length in the largest unit that divides it, so that a parsed filter stays within the
    /// limits.
    fileprivate static func parts(of duration: Duration) -> (Int64, Unit) {
        let seconds = duration.components.seconds
        for (unit, length) in [(Unit.week, 604_800), (.day, 86_400), (.hour, 3_600), (.minute, 60)]
        where seconds % Int64(length) == 0 {
            return (seconds / Int64(length), unit)
        }
        return (seconds, .second)
    }

    fileprivate var text: String {
        amount == 0 ? "" : (amount < 0 ? "" : "+") + "\(amount)" + unit.rawValue
    }
}
