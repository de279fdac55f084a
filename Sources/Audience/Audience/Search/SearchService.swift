/// Searches, scrolls, counts and aggregates contacts and events by filters.
public final class SearchService: Sendable {
    let context: AudienceContext
    let log: IngestLog
    let scrolls: ScrollCache

    init(_ context: AudienceContext, _ log: IngestLog) {
        self.context = context
        self.log = log
        scrolls = ScrollCache(
            lifetime: context.configuration.cursorLifetime,
            capacity: context.configuration.scrolls
        )
    }
}
