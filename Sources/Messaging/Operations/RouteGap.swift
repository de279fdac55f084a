import MessagingModel

/// Which messages no route in force takes, in words.
struct RouteGap: CustomStringConvertible {
    private let countries: [String]
    private let hasConditions: Bool

    /// Looks at routes; nil if one of them takes every message.
    init?(_ routes: [Route]) {
        let enabled = routes.filter(\.isEnabled)
        let general = enabled.filter { $0.prefix == nil && $0.sender == nil && $0.project == nil }
        guard general.allSatisfy({ $0.country != nil }) else { return nil }
        countries = Set(general.compactMap(\.country)).sorted()
        hasConditions = enabled.count > general.count
    }

    /// As a noun phrase: `messages to every country but ES`.
    var description: String {
        var text = "every message"
        if !countries.isEmpty {
            let named = countries.prefix(Self.mostNames).joined(separator: ", ")
            let rest = countries.count - Self.mostNames
            text =
                "messages to every country but \(named)" + (rest > 0 ? " and \(rest) more" : "")
        }
        if hasConditions { text += ", except what a prefix, sender or project of a route matches" }
        return text
    }

    private static let mostNames = 12
}
