import Testing

/// An error is surfaced, or decided on where it is caught; `try?` does neither.
@Suite struct TryTests {
    private static let areas = ["Accounts", "Messaging", "Audience", "Engagement"]

    @Test(arguments: areas)
    func `no error is dropped by a bare try`(area: String) throws {
        for file in Repository.files([".swift"], in: ["Sources/\(area)"]) {
            for line in try Repository.lines(file) where !line.isComment {
                #expect(
                    !line.text.contains(/\btry\?/),
                    "\(line.place): throw the error, or catch it and say what happens instead"
                )
            }
        }
    }
}
