public import Essentials
public import MessagingModel

/// One carrier more than ``CarrierSettings/mostCarriers``: those that failed a message are a set of
/// 64 bits.
public struct TooManyCarriers: Error, Hashable, Sendable {
    /// Creates the error.
    public init() {}
}

extension Dispatcher {
    /// Puts the routes in force and routes all waiting messages again; the same routes change
    /// nothing.
    ///
    /// A route that cannot be used is left out alone; these are returned.
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
        let standing = standingOrder()
        matcher = RouteMatcher(routes)
        lanes = []
        lines = WaitingLines()
        activeLanes = []
        isActive = []
        // Delayed and handed-off messages are routed again when they come back in line.
        for slot in standing { standInLine(slot) }
    }

    /// All messages in line, each line from its first to its last.
    private func standingOrder() -> [Int32] {
        var order: [Int32] = []
        for slot in slots.indices
        where slots[slot].state == .inLine && slots[slot].previous < 0 {
            var standing = Int32(slot)
            while standing >= 0 {
                order.append(standing)
                standing = slots[Int(standing)].next
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

    /// Sets whether a carrier is connected; none is until this was called.
    public mutating func setLink(of carrier: CarrierID, isUp: Bool) throws(TooManyCarriers) {
        guard let number = registered(carrier) else { throw TooManyCarriers() }
        gates[Int(number)].isUp = isUp
    }

    /// Forgets a carrier that no route leads to, so that another can take its number.
    ///
    /// Its unanswered hand-offs may still be answered; it keeps the number until then.
    public mutating func forget(_ carrier: CarrierID) {
        guard let number = carriers.index(of: carrier),
            !routes.contains(where: { $0.carrier == carrier })
        else { return }
        gates[Int(number)].isUp = false
        carriers.remove(carrier)
    }

    /// Statistics of every carrier that was named and not forgotten, in order of naming.
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
        for lane in activeLanes {
            let candidates = lanes[lane].candidates
            let next = candidates.first { gates[Int($0.carrier)].isAvailable }
            guard let carrier = (next ?? candidates.first)?.carrier else { continue }
            queued[Int(carrier)] += lines.count(inLane: lane)
        }
        return queued
    }

    /// The carrier's number, a new one if it has none; nil when there are too many carriers.
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
