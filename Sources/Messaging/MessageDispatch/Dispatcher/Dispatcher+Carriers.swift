public import Essentials
public import MessagingModel

/// There is one carrier more than ``CarrierSettings/mostCarriers``: those that failed a message are
/// a set of 64 bits.
public struct TooManyCarriers: Error, Hashable, Sendable {
    /// Creates the error.
    public init() {}
}

extension Dispatcher {
    /// Applies the routes and routes all waiting messages again; unchanged routes do nothing.
    ///
    /// Routes that cannot be used are left out and returned.
    public mutating func setRoutes(_ newRoutes: [Route]) -> [InvalidRoute] {
        guard newRoutes != routes else { return [] }
        var indexed: [IndexedRoute] = []
        var invalid: [InvalidRoute] = []
        for route in newRoutes {
            do throws(InvalidRoute) {
                guard indexed.count < Route.maximumCount else {
                    throw InvalidRoute(route.id, .tooManyRoutes)
                }
                guard let carrier = registered(route.carrier) else {
                    throw InvalidRoute(route.id, .tooManyCarriers)
                }
                indexed.append(try IndexedRoute(route, carrier: carrier))
            } catch {
                invalid.append(error)
            }
        }
        routes = newRoutes
        route(by: indexed)
        return invalid
    }

    private mutating func route(by routes: [IndexedRoute]) {
        let queued = queuedSlots()
        matcher = RouteMatcher(routes)
        groups = []
        queues = WaitingQueues()
        activeGroups = []
        isActive = []
        // Delayed and handed-off messages are routed when they are queued again.
        for slot in queued { appendToQueue(slot) }
    }

    /// All queued messages, each queue from its first to its last.
    private func queuedSlots() -> [Int32] {
        var order: [Int32] = []
        for slot in slots.indices
        where slots[slot].state == .queued && slots[slot].previous < 0 {
            var next = Int32(slot)
            while next >= 0 {
                order.append(next)
                next = slots[Int(next)].next
            }
        }
        return order
    }

    /// Sets a carrier's window, rate and pause, also while it works.
    public mutating func set(
        _ settings: CarrierSettings,
        at now: Timestamp
    ) throws(TooManyCarriers) {
        guard let carrier = registered(settings.id) else { throw TooManyCarriers() }
        gates[Int(carrier)].set(settings, at: now)
    }

    /// Sets whether a carrier is connected; until then it is not.
    public mutating func setLink(of carrier: CarrierID, isUp: Bool) throws(TooManyCarriers) {
        guard let number = registered(carrier) else { throw TooManyCarriers() }
        gates[Int(number)].isUp = isUp
    }

    /// Forgets a carrier that no route uses, so that another can take its number.
    ///
    /// Its unanswered hand-offs may still be answered; it keeps the number until then.
    public mutating func forget(_ carrier: CarrierID) {
        guard let number = carriers.index(of: carrier),
            !routes.contains(where: { $0.carrier == carrier })
        else { return }
        gates[Int(number)].isUp = false
        carriers.remove(carrier)
    }

    /// Statistics of every known carrier, in the order in which they were named.
    public func statistics() -> [CarrierStatistics] {
        let queued = queuedByCarrier()
        return gates.indices.compactMap { number in
            guard carriers.isTaken(UInt8(number)) else { return nil }
            let gate = gates[number]
            return CarrierStatistics(
                carrier: carriers[UInt8(number)],
                isUp: gate.isUp,
                isPaused: gate.isPaused,
                inFlight: gate.inFlight,
                queued: queued[number],
                handedOff: gate.handedOff,
                throttled: gate.throttled,
                failed: gate.failed
            )
        }
    }

    private func queuedByCarrier() -> [Int] {
        var queued = Array(repeating: 0, count: gates.count)
        for group in activeGroups {
            let candidates = groups[group].candidates
            let next = candidates.first { gates[Int($0.carrier)].isAvailable }
            guard let carrier = (next ?? candidates.first)?.carrier else { continue }
            queued[Int(carrier)] += queues.count(inGroup: group)
        }
        return queued
    }

    /// The carrier's number, a new one if it has none; nil if there are too many carriers.
    mutating func registered(_ carrier: CarrierID) -> UInt8? {
        if let known = carriers.index(of: carrier) { return known }
        let registration = carriers.register(carrier) { [gates] in gates[Int($0)].inFlight == 0 }
        guard let (number, isNew) = registration else { return nil }
        if isNew {
            let gate = CarrierGate(policy: policy)
            if Int(number) == gates.count {
                gates.append(gate)
            } else {
                gates[Int(number)] = gate
            }
        }
        return number
    }
}
