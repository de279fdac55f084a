import Essentials
import MessagingModel

/// The latest figures of each carrier, as reported by the pipeline.
final class LatestCarrierFigures: Sendable {
    private let figures = Locked<[CarrierID: CarrierStatistics]>([:])

    /// Replaces all figures, and returns the carriers that are gone.
    func replace(_ latest: [CarrierStatistics]) -> [CarrierID] {
        let fresh = Dictionary(latest.map { ($0.carrier, $0) }) { first, _ in first }
        return figures.withLock { figures in
            let gone = figures.keys.filter { fresh[$0] == nil }
            figures = fresh
            return gone
        }
    }

    /// The latest figures of a carrier; nil if there are none yet.
    subscript(id: CarrierID) -> CarrierStatistics? { figures.withLock { $0[id] } }
}
