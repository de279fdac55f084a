import AccountsModel
import Attributes
import Audience
import AudienceModel
import Essentials
import TestSupport
import Testing

/// What an earlier process left in the log comes before everything that is sent later.
@Suite struct LogOrderTests {
    @Test(arguments: TestStore.allCases)
    func `what is sent after a start is applied after what the log held`(
        kind: TestStore
    ) async throws {
        // More than one page, each of them some work, so that the pages too must stay in order.
        let entries = 700
        let others = (0..<60).map { #"{"_user_id":"other-\#($0)"}"# }.joined(separator: ",")
        try await kind.withLocation { location in
            try await AudienceWorld.with(location, starts: false) { world in
                let source = try await world.source()
                for number in 0..<entries {
                    let contacts = ["U", "V"].map { #"{"_user_id":"\#($0)","n":"is \#(number)"}"# }
                    try await world.send(
                        "[\(contacts.joined(separator: ",")),\(others)]",
                        to: source,
                        []
                    )
                }
            }
            try await AudienceWorld.with(location, process: 2) { world in
                let sources = try await world.service.sources.list(of: world.project.id)
                let source = try #require(sources.first?.source)
                try await world.send(#"[{"_user_id":"U","n":"is new"}]"#, to: source)
                let sentLater = try await world.service.ingest.sourceContact("U", of: source)
                #expect(sentLater.values["n"] == .text("is new"))
                let left = try await world.service.ingest.sourceContact("V", of: source)
                #expect(left.values["n"] == .text("is \(entries - 1)"))
            }
        }
    }
}
