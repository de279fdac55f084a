import Essentials
import MessagingModel

/// What the pipeline last said of each carrier, for whoever asks.
final class CarrierBoard: Sendable {
    private let figures = Locked<[CarrierID: CarrierStatistics]>([:])

    /// Takes the latest figures, and returns the carriers that are gone since.
    func take(_ latest: [CarrierStatistics]) -> [CarrierID] {
        let fresh = Dictionary(latest.map { ($0.carrier, $0) }) { first, _ in first }
        return figures.withLock { figures in
            let gone = figures.keys.filter { fresh[$0] == nil }
            figures = fresh
            return gone
        }
    }

    /// The latest figures of a carrier; nil before there are any.
    subscript(id: CarrierID) -> CarrierStatistics? { figures.withLock { $0[id] } }
}
