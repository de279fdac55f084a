import AccountsModel
import Audience
import Essentials
import Messaging
import SQLStore
import Telemetry

/// The periodic work of a node: once a second, some of it less often.
struct Chores: Sendable {
    let messaging: MessagingStack
    let audience: AudienceStack
    let store: SQLStore
    let telemetry: NodeTelemetry
    let events: StoreEvents

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
        if events.takeOutdated() { await compareWithStore() }
        await messaging.carriers.saveStatuses(onlyNews: round % 5 != 2)
        if round % 15 == 0 { await StoreMetrics.countPlaces(store, telemetry) }
        if round % 60 == 10 { await StoreMetrics.countUnclaimed(store, telemetry) }
        if round % 60 == 50 { audience.service.imports.resume() }
        if round % 60 == 59 { await messaging.lookups.resume(olderThan: .seconds(60)) }
    }

    /// Reads what may have become durable without an answer, when the connection was lost.
    private func compareWithStore() async {
        do throws(ServiceError) {
            try await messaging.rereadStore()
            await audience.service.refresh(after: .audience)
            audience.service.imports.resume()
            telemetry.logger.warning("the connection to the store was lost and is back")
        } catch {
            events.setOutdated()
        }
    }
}
