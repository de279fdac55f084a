import Attributes
import Testing

@Suite struct CatalogueTests {
    @Test func `known attributes have one reserved name each`() {
        let names = KnownAttributes.all.map(\.uid)
        #expect(Set(names).count == names.count)
        #expect(names.allSatisfy { AttributeName.isValid($0) && AttributeName.isReserved($0) })
        for name in ["_user_id", "_email", "_phone_mobile", "_birthday", "_client_tags"] {
            #expect(KnownAttributes.definition(name) != nil)
        }
    }

    @Test func `known events have one name each and so have their parameters`() {
        let names = KnownEvents.all.map(\.uid)
        #expect(Set(names).count == names.count)
        #expect(names.allSatisfy(AttributeName.isValidCustom))
        for event in KnownEvents.all {
            let parameters = event.parameters.map(\.name)
            #expect(Set(parameters).count == parameters.count, "\(event.uid)")
            #expect(parameters.allSatisfy(AttributeName.isValidCustom), "\(event.uid)")
        }
        for name in ["ecommerce_order_create", "appointment", "update", "purchase"] {
            #expect(KnownEvents.definition(name) != nil)
        }
    }

    @Test func `a parameter has one type in all event types`() {
        var types: [String: DataType] = [:]
        for parameter in KnownEvents.all.flatMap(\.parameters) {
            #expect(types[parameter.name, default: parameter.dataType] == parameter.dataType)
            types[parameter.name] = parameter.dataType
        }
    }

    @Test(arguments: [
        ("shoe_size", true), ("a-b", true), ("_x", false), ("", false), ("a b", false),
        ("é", false), (String(repeating: "a", count: 64), true),
        (String(repeating: "a", count: 65), false),
    ])
    func `custom names have rules`(name: String, isValid: Bool) {
        #expect(AttributeName.isValidCustom(name) == isValid)
    }
}
