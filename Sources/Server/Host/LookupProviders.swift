import Messaging
import MessagingModel
import PhoneNumbers
import Telemetry

extension NodeConfiguration {
    /// Creates the provider that answers number lookups.
    func lookupProvider(_ logger: Logger) -> any LookupProvider {
        let plan = NumberingProvider.standard(numberingData, logger)
        return switch lookups {
        case .numbering: plan
        case .simulator: SimulatedLookups(plan)
        }
    }
}

extension NumberingProvider {
    /// The provider that looks up number prefixes in a file of networks.
    ///
    /// Without a path, it looks for the file of the build, beside the binary and in its build
    /// folder.
    fileprivate static func standard(_ file: String?, _ logger: Logger) -> NumberingProvider {
        let program = CommandLine.arguments.first ?? ""
        let folder = program.split(separator: "/", omittingEmptySubsequences: false).dropLast()
            .joined(separator: "/")
        let places = [
            file, "\(folder)/numbering-data.tsv", "\(folder)/../numbering-data.tsv",
            "\(folder)/../../numbering-data.tsv", ".build/numbering-data.tsv",
        ].compactMap { $0 }
        guard let path = places.first(where: { !FileContents.isMissing($0) }) else {
            logger.warning("no file of operators: lookups do not name the operator")
            return NumberingProvider(nil)
        }
        do {
            return NumberingProvider(try OperatorDirectory(file: path))
        } catch {
            logger.error("the file of operators is unusable", ["reason": .string("\(error)")])
            return NumberingProvider(nil)
        }
    }
}
