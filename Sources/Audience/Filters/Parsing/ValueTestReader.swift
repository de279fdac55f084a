import Attributes
import Essentials
import JSONCoding
import PhoneNumbers

/// Reads the operator and values of a condition on values of a type.
struct ValueTestReader {
    private let node: NodeReader
    private let visualType: VisualType?

    init(_ node: NodeReader, as visualType: VisualType? = nil) {
        self.node = node
        self.visualType = visualType
    }

    /// The test; `all-of` becomes one test per value.
    func test(of type: DataType) throws(FilterError) -> ConditionTree<ValueTest> {
        let name = try node.text("operator")
        let path = "\(node.path).operator"
        let wantsAll = name == "all-of" || name == "not-all-of"
        let found = wantsAll ? (.in, name == "not-all-of") : FilterOperator.named(name)
        guard let (comparison, isNegated) = found else {
            throw FilterError(
                .unknownOperator,
                at: path,
                Phrase.mustBe("one of \(FilterOperator.names)")
            )
        }
        guard comparison.applies(to: type) else {
            throw FilterError(
                .wrongOperator,
                at: path,
                Phrase.mustBe("an operator for the type \(type.rawValue)")
            )
        }
        var test = ValueTest(type, comparison, isNegated: isNegated)
        test.folding = try folding(comparison, type)
        test.operands = try operands(comparison, type, test.folding)
        guard wantsAll else { return .leaf(test) }
        test.isNegated = false
        let each = test.operands.map { operand -> ConditionTree<ValueTest> in
            var one = test
            one.operands = [operand]
            return .leaf(one)
        }
        return isNegated ? .none([.all(each)]) : .all(each)
    }

    /// Whether the operator negates a test.
    func isNegated() throws(FilterError) -> Bool {
        let name = try node.text("operator")
        return name == "not-all-of" || FilterOperator.named(name)?.1 == true
    }

    private func folding(
        _ comparison: FilterOperator,
        _ type: DataType
    ) throws(FilterError) -> TextFolding {
        let ignoresCase = try node.flag("ignoreCase")
        let ignoresAccents = try node.flag("ignoreAccents")
        guard type.isTextual, comparison != .exists else { return .exact }
        let isExact = comparison == .equals || comparison == .in
        return TextFolding(
            ignoresCase: ignoresCase ?? !isExact,
            ignoresAccents: ignoresAccents ?? !isExact
        )
    }

    // MARK: Values

    private func operands(
        _ comparison: FilterOperator,
        _ type: DataType,
        _ folding: TextFolding
    ) throws(FilterError) -> [ValueTest.Operand] {
        let values = node["values"] == nil ? [] : try node.array("values")
        let wanted = comparison.operands.count
        guard wanted.contains(values.count) else {
            let number =
                wanted.lowerBound == wanted.upperBound
                ? "\(wanted.lowerBound)" : "\(wanted.lowerBound) to \(wanted.upperBound)"
            throw FilterError(
                .wrongCount,
                at: "\(node.path).values",
                Phrase.mustHave("\(number) \(wanted == 1...1 ? "value" : "values")")
            )
        }
        switch comparison.operands {
        case .values:
            var operands: [ValueTest.Operand] = []
            for (json, path) in values {
                let operand = try operand(json, path, type)
                operands.append(comparison.isForWholeValues ? normalized(operand) : operand)
            }
            return operands
        case .pattern:
            var operands: [ValueTest.Operand] = []
            for (json, path) in values {
                operands.append(.pattern(try pattern(json, path, folding)))
            }
            return operands
        case .span: return [try spanOperand(values.map(\.0))]
        case .numbers(_, let range): return try numbers(values, in: range)
        case .area: return try area(values)
        }
    }

    private func operand(
        _ json: JSONValue,
        _ path: String,
        _ type: DataType
    ) throws(FilterError) -> ValueTest.Operand {
        if type == .date || type == .datetime {
            guard case .string(let text) = json, let time = TimeOperand(text) else {
                throw FilterError(
                    .wrongValue,
                    at: path,
                    Phrase.mustBe("YYYY-MM-DD, a date and time in ISO 8601, now-3h or today+1d")
                )
            }
            return .time(time)
        }
        if case .array = json {
            throw FilterError(.wrongValue, at: path, Phrase.mustBe("one value"))
        }
        let wanted: DataType = type == .integer ? .decimal : type.isTextual ? .text : type
        if type == .integer, let number = ValueCoercion().wholeNumber(json) {
            return .whole(number)
        }
        if type == .decimal, let number = ValueCoercion().wholeNumber(json), !number.isExactInDouble
        {
            return .whole(number)
        }
        do throws(CoercionError) {
            switch try ValueCoercion().single(json, as: wanted) {
            case .text(let text): return .text(text)
            case .decimal(let number): return .decimal(number)
            case .bool(let flag): return .bool(flag)
            default: throw CoercionError(.wrongType, Phrase.mustBe("a value of its type"))
            }
        } catch {
            throw FilterError(.wrongValue, at: path, error.message)
        }
    }

    /// A phone number in the form in which it is stored, whatever its spelling.
    private func normalized(_ operand: ValueTest.Operand) -> ValueTest.Operand {
        guard visualType == .phone, case .text(let text) = operand else { return operand }
        do throws(PhoneNumberError) {
            return .text(try E164Number.recipient(text).description)
        } catch {
            return operand
        }
    }

    private func pattern(
        _ json: JSONValue,
        _ path: String,
        _ folding: TextFolding
    ) throws(FilterError) -> RegularExpression {
        guard case .string(let pattern) = json else {
            throw FilterError(.wrongValue, at: path, Phrase.mustBe("a regular expression"))
        }
        do throws(RegularExpressionError) {
            return try RegularExpression(TextFolding.composed(pattern), folding: folding)
        } catch {
            switch error {
            case .tooLong:
                throw FilterError(
                    .tooLarge,
                    at: path,
                    Phrase.mustHave("at most \(FilterLimits.patternBytes) bytes")
                )
            case .invalid(let reason):
                throw FilterError(
                    .wrongValue,
                    at: path,
                    Phrase.mustBe("a regular expression in RE2's syntax: \(reason)")
                )
            }
        }
    }

    private func numbers(
        _ values: [(JSONValue, path: String)],
        in range: ClosedRange<Int64>
    ) throws(FilterError) -> [ValueTest.Operand] {
        var operands: [ValueTest.Operand] = []
        for (json, path) in values {
            guard let number = ValueCoercion().wholeNumber(json),
                range.contains(number)
            else {
                throw FilterError(
                    .wrongValue,
                    at: path,
                    Phrase.mustBe("a whole number from \(range.lowerBound) to \(range.upperBound)")
                )
            }
            operands.append(.whole(number))
        }
        return operands
    }

    private func area(
        _ values: [(JSONValue, path: String)]
    ) throws(FilterError) -> [ValueTest.Operand] {
        var numbers: [Double] = []
        for (json, path) in values {
            guard let number = ValueCoercion().decimalNumber(json) else {
                throw FilterError(.wrongValue, at: path, Phrase.mustBe("a number"))
            }
            numbers.append(number)
        }
        guard let center = Coordinates(latitude: numbers[0], longitude: numbers[1]),
            numbers[2] >= 0
        else {
            throw FilterError(
                .wrongValue,
                at: "\(node.path).values",
                Phrase.mustBe("latitude, longitude and kilometres, e.g. [41.38, 2.17, 5]")
            )
        }
        return [.point(center), .decimal(numbers[2])]
    }

    private func spanOperand(_ values: [JSONValue]) throws(FilterError) -> ValueTest.Operand {
        guard let span = ValueTestReader.span(values[0], values[1]) else {
            throw FilterError(
                .wrongValue,
                at: "\(node.path).values",
                Phrase.mustBe(#"a number and its unit, from seconds to years, e.g. [30, "days"]"#)
            )
        }
        return .span(span)
    }

    /// A time span of a number and a unit; nil if it is invalid.
    static func span(_ amount: JSONValue, _ unit: JSONValue) -> TimeSpan? {
        guard let amount = ValueCoercion().wholeNumber(amount),
            amount >= 0, case .string(let name) = unit, let unit = TimeSpan.Unit(named: name)
        else { return nil }
        let span = TimeSpan(amount, unit)
        return span.isInRange ? span : nil
    }
}

extension FilterOperator {
    /// Whether the operator compares with whole values, not with parts of them.
    fileprivate var isForWholeValues: Bool { self == .equals || self == .in }
}
