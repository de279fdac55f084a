import Messaging
import MessagingModel

extension NodeConfiguration {
    /// Creates the provider that answers number lookups.
    func lookupProvider() -> any LookupProvider {
        switch lookups {
        case .numbering: NumberingProvider()
        case .simulator: SimulatedLookups(NumberingProvider())
        }
    }
}
