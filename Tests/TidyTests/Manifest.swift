import Foundation

/// The targets that `Package.swift` declares, read as text.
struct Manifest {
    struct Target {
        let name: String
        let folder: String
        let uses: Set<String>
    }

    let targets: [Target]
    /// The wrappers of C libraries.
    let libraries: Set<String>

    init() throws {
        let text = try Repository.text("Package.swift")
        let list = text[(text.range(of: "let package")?.lowerBound ?? text.startIndex)...]
        libraries = Set(
            list.matches(of: /\b(?:system|shim)\(\s*"(\w+)"/).map { String($0.output.1) }
        )
        let folders = Manifest.folders()
        let declaration =
            /\b(?:module|executable|tool|support|tests|fuzzer)\(\s*(?:\.\w+,\s*)*"([\w-]+)"(?:,\s*\.\w+)?(?:,\s*uses:\s*\[([^\]]*)\])?/
        targets = list.matches(of: declaration).map { match in
            let name = String(match.output.1)
            let uses = match.output.2.map { $0.matches(of: /"(\w+)"/).map { String($0.output.1) } }
            return Target(name: name, folder: folders[name] ?? "", uses: Set(uses ?? []))
        }
    }

    /// The folder of each target, by its name.
    private static func folders() -> [String: String] {
        var folders: [String: String] = [:]
        for parent in ["Tests", "Fuzz"] + areas() {
            let path = Repository.root.appending(path: parent).path
            for name in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] {
                folders[name] = "\(parent)/\(name)"
            }
        }
        return folders
    }

    private static func areas() -> [String] {
        let path = Repository.root.appending(path: "Sources").path
        return ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [])
            .map { "Sources/\($0)" }
    }
}
