import Messaging
import MessagingModel
import PhoneNumbers
import Telemetry

extension Node {
    /// Who answers lookups, as the options say.
    static func lookupProvider(_ options: NodeOptions, _ logger: Logger) -> any LookupProvider {
        let plan = NumberingProvider.standard(options.numberingData, logger)
        return switch options.lookups {
        case .numbering: plan
        case .simulator: SimulatedLookups(plan)
        }
    }
}

extension NumberingProvider {
    /// The provider with the operators' file that the build made.
    ///
    /// Without a name the file is looked for beside the binary and in its build folder.
    static func standard(_ file: String?, _ logger: Logger) -> NumberingProvider {
        let program = CommandLine.arguments.first ?? ""
        let folder = program.split(separator: "/", omittingEmptySubsequences: false).dropLast()
            .joined(separator: "/")
        let places = [
            file, "\(folder)/numbering-data.tsv", "\(folder)/../numbering-data.tsv",
            "\(folder)/../../numbering-data.tsv", ".build/numbering-data.tsv",
        ].compactMap { $0 }
        guard let path = places.first(where: FileContents.exists) else {
            logger.warning("no operators' file: lookups name no operator")
            return NumberingProvider(nil)
        }
        do {
            return NumberingProvider(try OperatorDirectory(file: path))
        } catch {
            logger.error("the operators' file is unusable", ["reason": .string("\(error)")])
            return NumberingProvider(nil)
        }
    }
}
