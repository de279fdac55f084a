import Essentials
import MessageDispatch
import NotificationScheduling

extension PipelineConfiguration {
    /// Small and hasty, so that every limit is reached within minutes.
    static func simulated(seed: UInt64) -> PipelineConfiguration {
        var configuration = PipelineConfiguration()
        configuration.capacity = 40
        configuration.handOffBatch = 16
        configuration.findDueInterval = .seconds(5)
        configuration.inDoubtPatience = .seconds(120)
        configuration.seed = seed
        return configuration
    }
}

extension NotificationConfiguration {
    /// Small and hasty, likewise.
    static let simulated: NotificationConfiguration = {
        var configuration = NotificationConfiguration()
        configuration.mostPerTransaction = 16
        configuration.searchInterval = .seconds(30)
        configuration.policy.retries.offsets = [5, 20, 60, 180, 600].map { .seconds($0) }
        configuration.policy.mostHeld = 32
        configuration.policy.mostDelayed = 16
        configuration.policy.largestPage = 8
        return configuration
    }()
}
