import Database
import Essentials
import MessagingModel
import SQLStore
import Telemetry

/// The metrics of the database.
enum StoreMetrics {
    /// Counts messages by table; reads tables, so call it rarely.
    static func countPlaces(_ store: SQLStore, _ telemetry: NodeTelemetry) async {
        let depths: PipelineDepths
        do throws(ServiceError) {
            depths = try await store.diagnosis.pipelineDepths()
        } catch {
            return report(error, "messages", telemetry.logger)
        }
        let places = [
            ("scheduled", depths.scheduled), ("outbox", depths.outbox),
            ("hand_off", depths.handOffs), ("in_doubt", depths.inDoubt),
            ("awaiting_receipt", depths.awaitingReceipt),
            ("notification", depths.notifications),
        ]
        for (place, count) in places {
            telemetry.registry.gauge(
                "messages_waiting",
                help: "Messages by table, and queued notifications.",
                labels: ["place": place]
            ).set(Double(count))
        }
    }

    /// Counts unassigned inbound messages.
    static func countUnclaimed(_ store: SQLStore, _ telemetry: NodeTelemetry) async {
        let count: Int
        do throws(ServiceError) {
            count = try await store.inbound.unclaimedInboundCount()
        } catch {
            return report(error, "unclaimed inbound messages", telemetry.logger)
        }
        telemetry.registry.gauge(
            "inbound_unclaimed",
            help: "Unassigned inbound messages."
        ).set(Double(count))
    }

    private static func report(_ error: ServiceError, _ what: String, _ logger: Logger) {
        logger.warning("\(what) cannot be counted", ["error": "\(error)"])
    }

    static func register(_ database: Database, _ registry: MetricsRegistry) {
        func gauge(
            _ name: String,
            _ help: String,
            _ read: @escaping @Sendable (DatabaseStatistics) -> Double
        ) {
            registry.gauge(name, help: help) { read(database.statistics) }
        }
        gauge("store_interactive_queue", "Writes that wait, interactive lane.") {
            Double($0.interactiveDepth)
        }
        gauge("store_bulk_queue", "Writes that wait, bulk lane.") { Double($0.bulkDepth) }
        gauge("store_read_queue", "Reads that wait.") { Double($0.readDepth) }
        func counter(
            _ name: String,
            _ help: String,
            _ read: @escaping @Sendable (DatabaseStatistics) -> Double
        ) {
            registry.counter(name, help: help) { read(database.statistics) }
        }
        counter("store_commits_total", "Commits.") { Double($0.commits) }
        counter("store_failed_commits_total", "Commits that failed.") { Double($0.failedCommits) }
        counter("store_committed_jobs_total", "Writes that were committed.") {
            Double($0.committedJobs)
        }
        counter("store_commit_seconds_total", "Time spent in commits.") { $0.commitTime.inSeconds }
        counter(
            "store_foreign_commits_total",
            "Commits of other processes that were noticed."
        ) { Double($0.foreignCommits) }
        gauge("store_longest_commit_seconds", "The longest commit.") {
            $0.longestCommit.inSeconds
        }
    }
}
