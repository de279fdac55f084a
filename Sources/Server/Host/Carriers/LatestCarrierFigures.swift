import Essentials
import MessagingModel

/// The figures of each carrier that the pipeline reported last.
final class LatestCarrierFigures: Sendable {
    private let figures = Locked<[CarrierID: CarrierStatistics]>([:])

    /// Replaces all figures, and returns the carriers that have none any more.
    func replace(_ latest: [CarrierStatistics]) -> [CarrierID] {
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
