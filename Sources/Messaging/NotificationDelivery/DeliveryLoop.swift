import Delivery
import Essentials
import MessagingModel
import Telemetry

/// The service's serial task: takes letters, feeds the machine, does what it says.
final class DeliveryLoop {
    let store: any NotificationStore
    let channel: NotificationChannel
    let courier: any NotificationCourier
    let clock: any Clock
    let configuration: DeliveryConfiguration
    let metrics: DeliveryMetrics
    let logger: Logger
    let mailbox: Mailbox

    var machine: DeliveryMachine
    var now: Timestamp
    var numbers: [NotificationEndpoint: EndpointNumber] = [:]
    var endpoints: [NotificationEndpoint] = []
    /// What is in the machine's slots; nil where it is read again when its call is due.
    var notifications: [Notification?] = []
    var startedAt: [Timestamp] = []
    var lastErrors: [Slot: String] = [:]
    var breakers: [EndpointNumber: Gauge] = [:]
    /// The tokens that somebody waits for, where that is not always so.
    private var reachable: Set<ObjectID> = []
    var ledger: SettlementLedger
    var reads = ReadQueue()

    /// Whether the store was searched, so that endpoints that turn up have nothing older there.
    private var isComplete = false
    private var isSearching = false
    private var searchAt: Timestamp
    private var alarmAt: Timestamp?
    private var drain: CheckedContinuation<Int, Never>?
    private var isDraining = false

    init(
        store: any NotificationStore,
        channel: NotificationChannel,
        courier: any NotificationCourier,
        clock: any Clock,
        configuration: DeliveryConfiguration,
        metrics: DeliveryMetrics,
        logger: Logger,
        mailbox: Mailbox,
        machine: DeliveryMachine
    ) {
        self.store = store
        self.channel = channel
        self.courier = courier
        self.clock = clock
        self.configuration = configuration
        self.metrics = metrics
        self.logger = logger
        self.mailbox = mailbox
        self.machine = machine
        now = clock.now
        searchAt = now
        ledger = SettlementLedger(mostPerTransaction: configuration.mostPerTransaction)
    }

    /// Runs until it is drained.
    func run() async {
        search()
        while true {
            let letters = await mailbox.next()
            now = clock.now
            for letter in letters { open(letter) }
            if !isSearching, now >= searchAt { search() }
            machine.advance(to: now)
            act()
            record()
            read()
            if endIfDrained() { return }
            setAlarm()
            report()
        }
    }

    private func open(_ letter: Letter) {
        switch letter {
        case .queued(let notifications): take(notifications)
        case .overflowed(let endpoints):
            for endpoint in endpoints { machine.rescan(number(of: endpoint), now: now) }
        case .answered(let answers): for answer in answers { take(answer) }
        case .reachable(let token, let isReachable): set(token, isReachable)
        case .page(let endpoint, let result): take(page: result, of: endpoint)
        case .fetched(let slots, let result): take(fetched: result, for: slots)
        case .recorded(let settlements, let error): take(recorded: settlements, error)
        case .found(let result): take(found: result)
        case .search: search()
        case .alarm(let moment): if alarmAt == moment { alarmAt = nil }
        case .drain(let limit, let continuation): begin(drain: continuation, within: limit)
        case .drainEnds: endDrain()
        }
    }

    /// The machine's number of an endpoint, which is added when it is new.
    func number(of endpoint: NotificationEndpoint) -> EndpointNumber {
        if let number = numbers[endpoint] { return number }
        return add(endpoint, storeHoldsMore: !isComplete)
    }

    private func add(_ endpoint: NotificationEndpoint, storeHoldsMore: Bool) -> EndpointNumber {
        let number = machine.addEndpoint(
            storeHoldsMore: storeHoldsMore,
            isReachable: configuration.isAlwaysReachable || reachable.contains(endpoint.token),
            now: now
        )
        numbers[endpoint] = number
        endpoints.append(endpoint)
        return number
    }

    /// Lets a token's endpoints go on, or wait until somebody is there.
    private func set(_ token: ObjectID, _ isReachable: Bool) {
        if isReachable { reachable.insert(token) } else { reachable.remove(token) }
        for (number, endpoint) in endpoints.enumerated() where endpoint.token == token {
            machine.setReachable(isReachable, number, now: now)
        }
    }

    // MARK: Search

    private func search() {
        guard !isSearching else {
            // One more after this one: it may have looked already.
            searchAt = now
            return
        }
        isSearching = true
        searchAt = now + configuration.searchInterval
        let (store, mailbox, channel) = (store, mailbox, channel)
        Task {
            do throws(ServiceError) {
                mailbox.put(.found(.success(try await store.notificationEndpoints(of: channel))))
            } catch {
                mailbox.put(.found(.failure(error)))
            }
        }
    }

    private func take(found result: Result<[NotificationEndpoint], ServiceError>) {
        isSearching = false
        switch result {
        case .success(let found):
            for endpoint in found {
                guard let number = numbers[endpoint] else {
                    _ = add(endpoint, storeHoldsMore: true)
                    continue
                }
                if !machine.status(of: number).storeHoldsMore { machine.rescan(number, now: now) }
            }
            isComplete = true
        case .failure(let error):
            logger.warning("\(channel) queue cannot be read", ["error": "\(error)"])
            searchAt = now + configuration.policy.pauseAfterFault
        }
    }

    // MARK: End

    private func begin(drain continuation: CheckedContinuation<Int, Never>, within limit: Duration)
    {
        guard drain == nil else { return continuation.resume(returning: 0) }
        drain = continuation
        isDraining = true
        machine.setPaused(true, now: now)
        let mailbox = mailbox
        Task {
            try? await Task.sleep(for: limit)
            mailbox.put(.drainEnds)
        }
    }

    private var left: Int { machine.inFlight + ledger.unrecorded }

    private func endDrain() {
        drain?.resume(returning: left)
        drain = nil
    }

    private func endIfDrained() -> Bool {
        guard isDraining else { return false }
        if left == 0 { endDrain() }
        guard drain == nil else { return false }
        mailbox.close()
        return true
    }

    var mayCall: Bool { !isDraining && ledger.unrecorded < configuration.mostUnrecorded }

    // MARK: Time

    private func setAlarm() {
        let moments = [machine.nextWake, ledger.retryAt, isSearching ? nil : searchAt]
        guard let next = moments.compactMap(\.self).min(), next < alarmAt ?? .distantFuture
        else { return }
        alarmAt = next
        let (mailbox, wait) = (mailbox, max(next - now, .milliseconds(1)))
        // One that is overtaken by an earlier one still comes, and is not followed by another.
        Task {
            try? await Task.sleep(for: wait)
            mailbox.put(.alarm(next))
        }
    }

    private func report() {
        metrics.inFlight.set(Double(machine.inFlight))
        metrics.held.set(Double(machine.held))
        metrics.delayed.set(Double(machine.delayed))
        metrics.unrecorded.set(Double(ledger.unrecorded))
    }
}

extension Timestamp {
    fileprivate static let distantFuture = Timestamp(microseconds: .max)
}
