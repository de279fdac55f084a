import Attributes
import FilterSamples
import Filters
import JSONCoding
import Testing

@Suite struct FilterParserTests {
    private static let wrong: [(json: String, path: String, code: FilterError.Code)] = [
        ("[]", "root", .wrongShape),
        (#"{"type":"magic"}"#, "root.type", .unknownType),
        (#"{"children":[]}"#, "root.type", .wrongShape),
        (#"{"type":"group","join":"xor","children":[]}"#, "root.join", .wrongValue),
        (#"{"type":"group","join":"and"}"#, "root.children", .wrongShape),
        (#"{"type":"group","join":"and","children":[7]}"#, "root.children[0]", .wrongShape),
        (attribute("nobody", "exists", "[]"), "root.key", .unknownKey),
        (attribute("age", "explodes", "[]"), "root.operator", .unknownOperator),
        (attribute("age", "contains", #"["1"]"#), "root.operator", .wrongOperator),
        (attribute("blob", "equals", "[1]"), "root.operator", .wrongOperator),
        (attribute("age", "gt", "[]"), "root.values", .wrongCount),
        (attribute("age", "exists", "[1]"), "root.values", .wrongCount),
        (attribute("age", "between", "[1]"), "root.values", .wrongCount),
        (attribute("age", "in", #"[1,2,"x"]"#), "root.values[2]", .wrongValue),
        (attribute("age", "in", "[[1]]"), "root.values[0]", .wrongValue),
        (attribute("vip", "equals", #"["maybe"]"#), "root.values[0]", .wrongValue),
        (attribute("born", "gt", #"["2023-02-29"]"#), "root.values[0]", .wrongValue),
        (attribute("born", "gt", #"["now-3q"]"#), "root.values[0]", .wrongValue),
        (attribute("born", "gt", #"["today+3h"]"#), "root.values[0]", .wrongValue),
        (attribute("seen", "in-last", #"[-1,"days"]"#), "root.values", .wrongValue),
        (attribute("seen", "in-last", #"[9999999,"d"]"#), "root.values", .wrongValue),
        (attribute("seen", "month-in", "[13]"), "root.values[0]", .wrongValue),
        (attribute("born", "hour-in", "[1]"), "root.operator", .wrongOperator),
        (attribute("home", "near", "[91,0,1]"), "root.values", .wrongValue),
        (attribute("name", "matches-regex", #"["(a"]"#), "root.values[0]", .wrongValue),
        (
            attribute("name", "matches-regex", #"["(a{1000}){1000}"]"#), "root.values[0]",
            .wrongValue
        ),
        (attribute("name", "contains", #"["a\u0000"]"#), "root.values[0]", .wrongValue),
        (
            #"{"type":"attribute_condition","key":"age","operator":"exists","valeus":[]}"#,
            "root.valeus", .unknownMember
        ),
        (event(#""key":"parameters.nothing","operator":"exists""#), "root.key", .unknownKey),
        (event(#""key":"colour","operator":"exists""#), "root.key", .unknownKey),
        (event(#""occurrence":"middle""#), "root.occurrence", .wrongValue),
        (event(#""never":true,"count":{"operator":"gt","values":[1]}"#), "root.never", .wrongShape),
        (
            event(#""count":{"operator":"contains","values":["1"]}"#), "root.count.operator",
            .wrongOperator
        ),
        (
            event(
                #""aggregate":{"function":"sum","key":"parameters.label","#
                    + #""operator":"gt","values":[1]}"#
            ),
            "root.aggregate.key", .wrongOperator
        ),
        (
            event(#""where":{"type":"attribute_condition","key":"age","operator":"exists"}"#),
            "root.where.type", .unknownType
        ),
        (#"{"type":"event_sequence","steps":[]}"#, "root.steps", .wrongCount),
        (
            #"{"type":"event_sequence","steps":[{"key":"event-type","operator":"exists"},"#
                + #"{"key":"event-type","operator":"exists","absent":true}]}"#,
            "root.steps[1].absent", .wrongShape
        ),
    ]

    @Test(arguments: wrong)
    func `an error names the member that is wrong`(
        json: String,
        path: String,
        code: FilterError.Code
    ) throws {
        for depth in 0..<3 {
            let open = String(
                repeating:
                    #"{"type":"group","join":"or","children":["#
                    + #"{"type":"group","join":"and","children":[]},"#,
                count: depth
            )
            let text = open + json + String(repeating: "]}", count: depth)
            let parsed = try JSONDocument.parse(Array(text.utf8))
            let error = #expect(throws: FilterError.self) {
                try Filter(parsed, catalogue: FilterWorld.catalogue)
            }
            let prefix = "root" + String(repeating: ".children[1]", count: depth)
            #expect(error?.path == prefix + path.dropFirst("root".count))
            #expect(error?.code == code)
            #expect(error?.message.isEmpty == false)
        }
    }

    @Test func `nesting ends at 32 with an error, however deep`() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: #"{"type":"group","join":"not","children":["#, count: depth)
                + attribute("age", "exists", "[]") + String(repeating: "]}", count: depth)
        }
        let deep = try JSONDocument.parse(Array(nested(31).utf8), depthLimit: 200)
        _ = try Filter(deep, catalogue: FilterWorld.catalogue)
        let deeper = try JSONDocument.parse(Array(nested(32).utf8), depthLimit: 200)
        let error = #expect(throws: FilterError.self) {
            try Filter(deeper, catalogue: FilterWorld.catalogue)
        }
        #expect(error?.code == .tooDeep)
        #expect(error?.path == "root" + String(repeating: ".children[0]", count: 32))
        #expect(throws: JSONError.tooDeep) {
            try JSONDocument.parse(Array(nested(100_000).utf8))
        }
    }

    @Test func `nodes and values have limits`() throws {
        let one: JSONValue = ["type": "attribute_condition", "key": "age", "operator": "exists"]
        func group(_ children: [JSONValue]) -> JSONValue {
            ["type": "group", "join": "or", "children": .array(children)]
        }
        let nine = group(Array(repeating: one, count: 110))
        _ = try Filter(group(Array(repeating: nine, count: 9)), catalogue: FilterWorld.catalogue)
        let error = #expect(throws: FilterError.self) {
            try Filter(group(Array(repeating: nine, count: 10)), catalogue: FilterWorld.catalogue)
        }
        #expect(error?.code == .tooLarge)
        let many: JSONValue = [
            "type": "attribute_condition", "key": "age", "operator": "in",
            "values": .array((0..<1_001).map { .integer($0) }),
        ]
        #expect(throws: FilterError.self) { try Filter(many, catalogue: FilterWorld.catalogue) }
    }

    @Test(arguments: ["equals", "in", "not-in", "all-of"])
    func `a phone number is the same in every spelling`(name: String) throws {
        func filter(_ phone: String, _ comparison: String) throws -> Filter {
            let condition: JSONValue = [
                "type": "attribute_condition", "key": "_phone_mobile",
                "operator": .string(comparison), "values": [.string(phone)],
            ]
            return try Filter(condition, catalogue: FilterCatalogue())
        }
        let wanted = try filter("+34600000000", name)
        for phone in ["34600000000", "0034 600-000-000", "+34\u{A0}600 000 000"] {
            #expect(try filter(phone, name) == wanted)
        }
        // What is no number, and parts of numbers, stay as they are.
        #expect(try filter("600000000", name) != wanted)
        #expect(try filter("34600000000", "contains") != filter("+34600000000", "contains"))
    }

    @Test func `the filters of the reference are taken`() throws {
        let audience = try JSONDocument.parse(
            Array(
                #"{"type":"group","join":"and","children":[{"type":"attribute_condition","#.utf8
            ) + Array(#""key":"_phone_mobile","operator":"exists","values":[]}]}"#.utf8)
        )
        #expect(try Filter(audience, catalogue: FilterCatalogue()).attributes == ["_phone_mobile"])
        let events = try JSONDocument.parse(
            Array(
                #"{"type":"group","join":"and","children":[{"type":"event_condition","#.utf8
            )
                + Array(
                    #""key":"event-type","operator":"matches-string","values":["update"]}]}"#.utf8
                )
        )
        _ = try EventFilter(events, catalogue: FilterCatalogue())
        #expect(try Filter(events, catalogue: FilterCatalogue()).readsEvents)
        #expect(try Filter(nil, catalogue: FilterCatalogue()) == .everyone)
    }

    @Test func `filters that say the same have one canonical text`() throws {
        let left =
            #"{"type":"group","join":"and","children":["# + attribute("age", "gt", "[1]") + ","
            + attribute("vip", "equals", "[true]") + "]}"
        let right =
            #"{"join":"and","children":["# + attribute("vip", "equals", #"["1"]"#) + ","
            + #"{"type":"group","join":"or","children":["# + attribute("age", "after", "[1]")
            + #"]}],"type":"group"}"#
        let texts = try [left, right].map { json in
            try Filter(JSONDocument.parse(Array(json.utf8)), catalogue: FilterWorld.catalogue)
                .canonical
        }
        #expect(texts[0] == texts[1])
    }
}

private func attribute(_ key: String, _ name: String, _ values: String) -> String {
    #"{"type":"attribute_condition","key":"\#(key)","operator":"\#(name)","values":\#(values)}"#
}

private func event(_ members: String) -> String {
    #"{"type":"event_condition",\#(members)}"#
}
