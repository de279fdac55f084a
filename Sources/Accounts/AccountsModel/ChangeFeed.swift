/// What the operator can change while servers run, and they keep in memory.
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

/// Tells of changes, whoever made them: this process, the command line, another node.
public protocol ChangeFeed: Sendable {
    /// Calls the handler after every committed change of the topic, as long as the store is open.
    ///
    /// Several changes may be told as one, and one may be told twice. The handler must be quick; it
    /// may come on any thread.
    func onChange(of topic: ChangeTopic, _ handler: @escaping @Sendable () -> Void)
}
