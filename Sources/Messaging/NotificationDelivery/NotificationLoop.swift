import Essentials
import MessagingModel
import NotificationScheduling
import Telemetry

/// The service's serial task: feeds a ``NotificationQueue`` and performs its actions.
///
/// The queue makes all decisions; the loop has the store, the sender, the timer and the metrics.
final class NotificationLoop {
    private let ports: NotificationPorts
    private let channel: NotificationChannel
    private let metrics: NotificationMetrics
    private let logger: Logger
    private let inbox: NotificationInbox
    private var queue: NotificationQueue
    private var breakers: [NotificationEndpoint: Gauge] = [:]
    private var alarmAt: Timestamp?
    /// How far the clock was moved at the last step.
    private var clockMoved: Duration
    /// The number of notifications left at the end of the drain; nil before.
    private var left: Int?

    init(
        _ ports: NotificationPorts,
        channel: NotificationChannel,
        configuration: NotificationConfiguration,
        metrics: NotificationMetrics,
        logger: Logger,
        inbox: NotificationInbox,
        seed: UInt64
    ) {
        self.ports = ports
        self.channel = channel
        self.metrics = metrics
        self.logger = logger
        self.inbox = inbox
        let reading = ports.clock.reading
        clockMoved = reading.moved
        queue = NotificationQueue(configuration: configuration, seed: seed, now: reading.now)
    }

    /// Runs until it is drained; returns the number of notifications left then.
    func run() async -> Int {
        findFailing()
        step([])
        while true {
            if let left {
                inbox.close()
                return left
            }
            step(await inbox.next())
        }
    }

    private func step(_ items: [NotificationInbox.Item]) {
        let events = items.compactMap { item -> NotificationEvent? in
            switch item {
            case .event(let event): return event
            case .alarm(let moment):
                if alarmAt == moment { alarmAt = nil }
                return nil
            }
        }
        let now = time()
        for action in queue.step(events, now: now) { perform(action) }
        setAlarm(now)
        metrics.add(queue.takeCounts())
        metrics.show(queue)
    }

    /// The time of a step; the queue's deadlines follow a clock that was moved.
    private func time() -> Timestamp {
        let reading = ports.clock.reading
        if reading.moved != clockMoved {
            queue.clockMoved(by: reading.moved - clockMoved)
            clockMoved = reading.moved
            // A sleep under way ends in time, but its alarm may now look late.
            alarmAt = nil
        }
        return reading.now
    }

    private func perform(_ action: NotificationAction) {
        switch action {
        case .send(let notifications): ports.sender.send(notifications, answersTo: inbox)
        case .record(let settlements): record(settlements)
        case .search: search()
        case .readPage(let endpoint, let after, let limit): readPage(endpoint, after, limit)
        case .read(let endpoint, let ids): read(endpoint, ids)
        case .note(let notes): note(notes)
        case .endpointFails(let endpoint, let reason): report(endpoint, failing: reason)
        case .endpointWorks(let endpoint): report(endpoint, failing: nil)
        case .breakerChanged(let endpoint, let state): show(state, of: endpoint)
        case .finished(let left): self.left = left
        }
    }

    // MARK: Store

    private func record(_ settlements: [NotificationSettlement]) {
        let (store, inbox, logger, channel) = (ports.store, inbox, logger, channel)
        Task {
            do throws(ServiceError) {
                try await store.record(settlements)
                inbox.put(.recorded(succeeded: true))
            } catch {
                logger.warning("\(channel) outcomes cannot be recorded", ["error": "\(error)"])
                inbox.put(.recorded(succeeded: false))
            }
        }
    }

    /// Keeps news about endpoints.
    ///
    /// It only informs people, so what the store refuses is dropped.
    private func note(_ notes: [EndpointNote]) {
        let (store, inbox, logger, channel) = (ports.store, inbox, logger, channel)
        Task {
            do throws(ServiceError) {
                try await store.note(notes)
            } catch {
                logger.warning("\(channel) attempts cannot be noted", ["error": "\(error)"])
            }
            inbox.put(.noted)
        }
    }

    private func findFailing() {
        let (store, inbox, logger, channel) = (ports.store, inbox, logger, channel)
        Task {
            do throws(ServiceError) {
                inbox.put(.knownFailing(try await store.failingEndpoints(of: channel)))
            } catch {
                logger.warning("\(channel) faults cannot be read", ["error": "\(error)"])
            }
        }
    }

    private func search() {
        let (store, channel) = (ports.store, channel)
        read { () async throws(ServiceError) in
            try await store.notificationEndpoints(of: channel)
        } then: {
            .found($0)
        }
    }

    private func readPage(_ endpoint: NotificationEndpoint, _ after: ObjectID?, _ limit: Int) {
        let store = ports.store
        read { () async throws(ServiceError) in
            try await store.queuedNotifications(for: endpoint, after: after, limit: limit)
        } then: {
            .pageRead(endpoint, $0)
        }
    }

    private func read(_ endpoint: NotificationEndpoint, _ ids: [ObjectID]) {
        let store = ports.store
        read { () async throws(ServiceError) in
            try await store.queuedNotifications(for: endpoint, ids: ids)
        } then: {
            .read(endpoint, ids, $0)
        }
    }

    private func read<Output: Sendable>(
        _ body: @escaping @Sendable () async throws(ServiceError) -> Output,
        then event: @escaping @Sendable (Output?) -> NotificationEvent
    ) {
        let (inbox, logger, channel) = (inbox, logger, channel)
        Task {
            do throws(ServiceError) {
                inbox.put(event(try await body()))
            } catch {
                logger.warning("\(channel) queue cannot be read", ["error": "\(error)"])
                inbox.put(event(nil))
            }
        }
    }

    // MARK: Time and metrics

    private func setAlarm(_ now: Timestamp) {
        guard let next = queue.nextWake, alarmAt.map({ next < $0 }) ?? true else { return }
        alarmAt = next
        let (inbox, timer) = (inbox, ports.timer)
        let moment = max(next, now + .milliseconds(1))
        // An alarm that an earlier one overtakes still fires, and sets no other.
        Task {
            do throws(CancellationError) {
                try await timer.sleep(until: moment)
                inbox.put(.alarm(next))
            } catch {
                // Alarms are never cancelled.
            }
        }
    }

    /// Logs that an endpoint begins to fail, or that it works again.
    private func report(_ endpoint: NotificationEndpoint, failing reason: String?) {
        let token = LogValue.string("\(endpoint.token)")
        guard let reason else {
            return logger.warning("\(channel) endpoint works again", ["token": token])
        }
        logger.warning(
            "\(channel) endpoint fails",
            ["token": token, "reason": .string(reason)]
        )
    }

    /// Sets the metric of an endpoint's breaker, once it has been open.
    private func show(_ state: BreakerState, of endpoint: NotificationEndpoint) {
        let gauge = breakers[endpoint] ?? metrics.breaker(of: endpoint)
        breakers[endpoint] = gauge
        gauge.set(state.metric)
        logger.info(
            "\(channel) breaker",
            ["token": "\(endpoint.token)", "state": .string(state.rawValue)]
        )
    }
}

/// The dependencies of a ``NotificationLoop``.
struct NotificationPorts: Sendable {
    let store: any NotificationStore
    let sender: any NotificationSender
    let clock: any Clock
    let timer: any Timer
}
