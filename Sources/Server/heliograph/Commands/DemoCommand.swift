import Accounts
import AccountsModel
import Essentials
import Host

/// `heliograph demo`.
enum DemoCommand {
    static let commands = [demo]

    private static let demo = Command(
        path: ["demo"],
        summary: "Create the demo organization, or print it and its secrets again",
        options: [.value("callback-url", "URL", "the URL of its webhook"), .privateTargets]
    ) { arguments in
        guard let folder = try StoreLocation(arguments).folder else {
            throw UsageError("demo keeps its secrets in the data folder; give --data DIR as well")
        }
        let callback = arguments.text("callback-url")
        return try await Workspace.with(arguments, creates: true) { workspace in
            // Two that are started at once make one organization.
            let lock = try FileLock("\(folder)/demo.lock")
            defer { withExtendedLifetime(lock) {} }
            let path = "\(folder)/demo.json"
            let demo = DemoOrganization(workspace)
            let known = try DemoCredentials.read(from: path)
            var current = known ?? DemoCredentials(organization: "\(workspace.ids.next())")
            // Before anything is made: a later call finds what this one leaves.
            if known == nil { try current.write(to: path) }
            try await demo.complete(&current)
            try await demo.replaceDeadTokens(of: &current)
            try await demo.routeToSimulator(current)
            if let callback { try await demo.setCallback(callback, current) }
            current.signingSecret = try await demo.signingSecret(current)
            if current != known { try current.write(to: path) }
            try await demo.revokeLostTokens(of: current)
            return .record(current.fields)
        }
    }
}
