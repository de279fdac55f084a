import Essentials
import MessagingModel

/// What is known of the endpoints' failures, and what of it the store is yet to keep.
///
/// It is for people who look for a reason: nothing is decided by it, and while the store is away
/// only the latest news is kept.
struct EndpointHealth {
    /// The failures in a row after which an endpoint is reported.
    static let failuresToReport = 3

    private struct Record {
        var failures = 0
        var isReported = false
    }

    private var records: [NotificationEndpoint: Record] = [:]
    private var notes: [NotificationEndpoint: EndpointNote] = [:]
    private var isNoting = false

    /// Notes that an attempt failed; returns whether the endpoint is to be reported now.
    mutating func fail(
        _ endpoint: NotificationEndpoint,
        _ attempt: FailedAttempt,
        pausedUntil: Timestamp?
    ) -> Bool {
        records[endpoint, default: Record()].failures += 1
        var note = notes[endpoint] ?? EndpointNote(endpoint: endpoint)
        note.attempts.append(attempt)
        if note.attempts.count > EndpointNote.mostAttempts { note.attempts.removeFirst() }
        note.failures += 1
        note.failingSince = note.failingSince ?? attempt.at
        note.pausedUntil = pausedUntil
        notes[endpoint] = note
        guard let record = records[endpoint], !record.isReported,
            record.failures >= Self.failuresToReport
        else { return false }
        records[endpoint]?.isReported = true
        return true
    }

    /// Notes that the endpoint took a notification; returns whether that is to be reported.
    mutating func succeed(_ endpoint: NotificationEndpoint) -> Bool {
        guard let record = records[endpoint] else { return false }
        records[endpoint] = nil
        var note = notes[endpoint] ?? EndpointNote(endpoint: endpoint)
        note.failures = 0
        note.failingSince = nil
        note.pausedUntil = nil
        note.isRecovered = true
        notes[endpoint] = note
        return record.isReported
    }

    /// Adds endpoints that were failing before the start.
    mutating func add(failing endpoints: [NotificationEndpoint]) {
        for endpoint in endpoints where records[endpoint] == nil {
            records[endpoint] = Record(failures: 1, isReported: true)
        }
    }

    /// Forgets an endpoint that is left to another server.
    mutating func forget(_ endpoint: NotificationEndpoint) {
        records[endpoint] = nil
        notes[endpoint] = nil
    }

    /// The news to keep; nil while other news is being kept, or if there is none.
    mutating func takeNotes() -> [EndpointNote]? {
        guard !isNoting, !notes.isEmpty else { return nil }
        isNoting = true
        defer { notes = [:] }
        return notes.values.sorted { $0.endpoint.order < $1.endpoint.order }
    }

    /// The store kept the news, or could not.
    mutating func noted() { isNoting = false }
}

extension NotificationEndpoint {
    /// A fixed order, so that equal events always lead to equal actions.
    fileprivate var order: String { "\(project) \(token) \(channel.rawValue)" }
}
