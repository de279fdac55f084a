/// Data that an operator can change while servers run, and that they cache.
public enum ChangeTopic: String, Sendable, CaseIterable {
    /// Organizations, projects, data sources, tokens and prices.
    case accounts
    /// Routes and carrier settings.
    case routing
    /// Dead letters that were queued again.
    case webhooks
    /// Merge rules, and entries of the ingest log that another process appended.
    case audience
    /// Imports, and their content.
    case imports
}

/// Reports changes by this process, the command line or another node.
public protocol ChangeFeed: Sendable {
    /// Calls the handler after every committed change of the topic, until the store is closed.
    ///
    /// Several changes may be reported at once, and one change twice. The handler must be quick
    /// and may be called on any thread.
    func onChange(of topic: ChangeTopic, _ handler: @escaping @Sendable () -> Void)

    /// Calls the handler likewise, once the quick ones are done; it may take time.
    ///
    /// A change by another process counts as applied, which that process waits for, once the
    /// handler has returned.
    func onChange(of topic: ChangeTopic, applying handler: @escaping @Sendable () async -> Void)
}
