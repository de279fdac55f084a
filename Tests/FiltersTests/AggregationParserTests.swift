import Attributes
import FilterSamples
import Filters
import JSONCoding
import Testing

@Suite struct AggregationParserTests {
    @Test(arguments: [
        (#"[]"#, "aggregations"), (#"{"a":{"type":"guess"}}"#, "aggregations.a.type"),
        (#"{"a":{"type":"sum"}}"#, "aggregations.a.key"),
        (#"{"a":{"type":"sum","key":"name"}}"#, "aggregations.a.type"),
        (#"{"a":{"type":"terms","key":"name","size":0}}"#, "aggregations.a.size"),
        (#"{"a":{"type":"histogram","key":"age","interval":0}}"#, "aggregations.a.interval"),
        (#"{"a":{"type":"count","aggregations":{}}}"#, "aggregations.a.aggregations"),
        (#"{"a b":{"type":"count"}}"#, "aggregations"),
    ])
    func `an aggregation that is wrong is refused where it is`(json: String, path: String) throws {
        let parsed = try JSONDocument.parse(Array(json.utf8))
        let error = #expect(throws: FilterError.self) {
            try Aggregation.parse(parsed, over: .contacts, catalogue: FilterWorld.catalogue)
        }
        #expect(error?.path == path)
    }
}
