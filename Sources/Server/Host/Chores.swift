import Audience
import Essentials
import Messaging
import SQLStore

/// The periodic work of a node: once a second, some of it less often.
struct Chores: Sendable {
    let messaging: MessagingStack
    let audience: AudienceStack
    let store: SQLStore
    let telemetry: NodeTelemetry

    /// Runs until the task is cancelled.
    func run() async {
        var round = 0
        while !Task.isCancelled {
            await doRound(round)
            round += 1
            do { try await Task.sleep(for: .seconds(1)) } catch { return }
        }
    }

    private func doRound(_ round: Int) async {
        await messaging.carriers.saveStatuses(onlyNews: round % 5 != 2)
        if round % 15 == 0 { await StoreMetrics.countPlaces(store, telemetry) }
        if round % 60 == 10 { await StoreMetrics.countUnclaimed(store, telemetry) }
        if round % 60 == 50 { audience.service.imports.resume() }
        if round % 60 == 59 { await messaging.lookups.resume(olderThan: .seconds(60)) }
    }
}
