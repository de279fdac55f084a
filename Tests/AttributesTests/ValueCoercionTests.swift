import Attributes
import Essentials
import JSONCoding
import Testing

@Suite struct ValueCoercionTests {
    private let coercion = ValueCoercion()

    private static func point(_ latitude: Double, _ longitude: Double) -> AttributeValue {
        Coordinates(latitude: latitude, longitude: longitude).map { .coordinates($0) } ?? .list([])
    }

    private static let accepted: [(JSONValue, DataType, AttributeValue)] = [
        (JSONValue.string("12"), DataType.integer, AttributeValue.integer(12)),
        (3.0, .integer, .integer(3)), ("3.0", .integer, .integer(3)),
        ("-9223372036854775808", .integer, .integer(.min)), (7, .decimal, .decimal(7)),
        ("12.50", .decimal, .decimal(12.5)), ("-1e3", .decimal, .decimal(-1000)),
        ("-0", .decimal, .decimal(0)),
        ("1", .bool, .bool(true)), (0, .bool, .bool(false)), ("YES", .bool, .bool(true)),
        ("False", .bool, .bool(false)), (5, .string, .text("5")), (true, .text, .text("true")),
        ("e\u{301}", .string, .text("\u{E9}")),
        ("41.38, 2.17", .coordinates, point(41.38, 2.17)),
        (
            ["lat": 1, "lng": "2"], .coordinates,
            point(1, 2)
        ),
        (["a": [1, nil]], .payload, .payload(#"{"a":[1,null]}"#)),
        ([1], .payload, .payload("[1]")), ([4], .integer, .integer(4)),
        ("2024-02-29", .date, .date(CivilDate(daysSinceEpoch: 19_782))),
        ("1990-05-01T00:00:00-05:00", .date, .date(CivilDate(daysSinceEpoch: 7_425))),
        ("1970-01-01T01:00:00+01:00", .datetime, .moment(Timestamp(seconds: 0))),
        ("1970-01-01 00:00:01.5", .datetime, .moment(Timestamp(microseconds: 1_500_000))),
        ("1970-01-02", .datetime, .moment(Timestamp(seconds: 86_400))),
    ]

    @Test(arguments: accepted)
    func `values become those of their type`(
        json: JSONValue,
        type: DataType,
        value: AttributeValue
    ) throws {
        #expect(try coercion.incoming(json, as: type) == .set(value))
    }

    private static let refused: [(JSONValue, DataType, CoercionError.Code)] = [
        (JSONValue.string("2023-02-29"), DataType.date, CoercionError.Code.invalidDate),
        ("2023-13-01", .date, .invalidDate), ("01/02/2023", .date, .invalidDate),
        ("2023-01-01T25:00:00Z", .date, .invalidDate),
        ("1990-05-01T23:30:00-05:00", .date, .invalidDate), (20_230_101, .date, .wrongType),
        ("9999-12-31T23:59:59-00:01", .datetime, .invalidDate),
        ("0000-01-01T00:00:00+00:01", .datetime, .invalidDate),
        ("2023-01-01T10:61Z", .datetime, .invalidDate), ("now", .datetime, .invalidDate),
        ("0x10", .decimal, .invalidNumber), ("inf", .decimal, .invalidNumber),
        ("1e999", .decimal, .outOfRange), ("", .integer, .invalidNumber),
        ("1.5", .integer, .invalidNumber), (1e30, .integer, .invalidNumber),
        (2, .bool, .wrongType), ("maybe", .bool, .wrongType), (["a": 1], .string, .wrongType),
        ("a\u{0}b", .string, .controlCharacter), ("a\nb", .string, .controlCharacter),
        ("a\u{1B}", .text, .controlCharacter), ("91,0", .coordinates, .invalidCoordinates),
        ([1, 2], .coordinates, .invalidCoordinates),
    ]

    @Test(arguments: refused)
    func `other values are refused with a code`(
        json: JSONValue,
        type: DataType,
        code: CoercionError.Code
    ) {
        #expect { try coercion.single(json, as: type) } throws: { error in
            (error as? CoercionError)?.code == code
        }
    }

    @Test func `null clears and an empty string keeps`() throws {
        #expect(try coercion.incoming(nil, as: .integer) == .clear)
        #expect(try coercion.incoming("", as: .integer) == .keep)
        #expect(try coercion.incoming([], as: .string, multivalue: 5) == .clear)
    }

    @Test func `lists drop what is empty or twice and have a limit`() throws {
        #expect(
            try coercion.incoming(["b", nil, "", "a", "b"], as: .string, multivalue: 2)
                == .set(.list([.text("b"), .text("a")]))
        )
        #expect(
            try coercion.incoming("a", as: .string, multivalue: 2) == .set(.list([.text("a")]))
        )
        #expect(throws: CoercionError(.tooManyValues, "Must have at most 1 value", position: 1)) {
            try coercion.incoming(["a", "b"], as: .string)
        }
        #expect { try coercion.incoming([1, "x"], as: .integer, multivalue: 3) } throws: {
            ($0 as? CoercionError)?.position == 1
        }
    }

    @Test func `lists and objects may come as the text of their JSON`() throws {
        #expect(
            try coercion.incoming(#"["a","b, c"]"#, as: .string, multivalue: 5)
                == .set(.list([.text("a"), .text("b, c")]))
        )
        #expect(
            try coercion.incoming("[a", as: .string, multivalue: 5) == .set(.list([.text("[a")]))
        )
        #expect(try coercion.incoming("[]", as: .string, multivalue: 5) == .clear)
        #expect(try coercion.incoming("[1]", as: .string) == .set(.text("[1]")))
        #expect(
            try coercion.incoming(#"{"lat":1,"lon":2}"#, as: .coordinates)
                == .set(Self.point(1, 2))
        )
        #expect(
            try coercion.incoming(#"{ "a": [1] }"#, as: .payload)
                == .set(.payload(#"{"a":[1]}"#))
        )
        #expect(try coercion.incoming("[1, 2]", as: .payload) == .set(.payload("[1,2]")))
        #expect(try coercion.incoming("{a", as: .payload) == .set(.payload(#""{a""#)))
    }

    @Test func `texts have a length in characters`() throws {
        let longest = String(repeating: "é", count: 255)
        #expect(try coercion.single(.string(longest), as: .string) == .text(longest))
        #expect(throws: CoercionError.self) {
            try coercion.single(.string(longest + "a"), as: .string)
        }
        #expect(try coercion.single(.string(longest + "\n"), as: .text) == .text(longest + "\n"))
    }

    @Test func `a time without a zone is in the default one`() throws {
        let zone = try #require(TimeZoneRules("Europe/Madrid"))
        let coercion = ValueCoercion(zone: zone)
        #expect(
            try coercion.single("2026-07-01T12:00:00", as: .datetime)
                == coercion.single("2026-07-01T10:00:00Z", as: .datetime)
        )
        #expect(
            try coercion.single("2026-01-01", as: .datetime)
                == coercion.single("2025-12-31T23:00:00Z", as: .datetime)
        )
    }

    private static let guesses: [(JSONValue, DataType, Bool)] = [
        (JSONValue.bool(true), DataType.bool, false), (1, .decimal, false),
        (1.5, .decimal, false), ("1", .string, false), ("2026-01-01", .date, false),
        ("2026-01-01T00:00:00Z", .datetime, false), ("2026-02-30", .string, false),
        ("a\nb", .text, false), (["lat": 1, "lon": 2], .coordinates, false),
        (["a": 1], .payload, false), (["a", "b"], .string, true), ([1, 2], .decimal, true),
        ([1, "a"], .string, true), ([["a": 1]], .payload, false), ([["a"], "b"], .payload, false),
    ]

    @Test(arguments: guesses)
    func `the first value of a custom attribute tells its type`(
        json: JSONValue,
        type: DataType,
        isList: Bool
    ) throws {
        let guess = try #require(TypeGuess(json))
        #expect(guess.dataType == type)
        #expect(guess.isList == isList)
    }

    @Test(arguments: [nil, "", [], [nil, ""]] as [JSONValue])
    func `nothing tells no type`(json: JSONValue) {
        #expect(TypeGuess(json) == nil)
    }
}
