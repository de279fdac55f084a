import Foundation
import Testing

@testable import heliograph

/// The pages about commands and settings say what the table of commands says.
///
/// Run with `HELIOGRAPH_UPDATE_PAGES=1` to write them again.
@Suite struct ReferencePagesTests {
    private static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "docs/reference")
    private static let isUpdating =
        ProcessInfo.processInfo.environment["HELIOGRAPH_UPDATE_PAGES"] == "1"

    @Test func `the page of commands is made from the table`() throws {
        try expect(CommandsPage.text(of: CommandTable.commands), in: "commands.md") { _, new in new
        }
    }

    @Test func `the table of settings is made from the options of serve`() throws {
        let serve = try #require(CommandTable.commands.first { $0.name == "serve" })
        let table = SettingsTable.text(of: serve)
        try expect(table, in: "settings.md") { page, table in
            let start = try #require(page.range(of: "<!-- settings -->\n"))
            let end = try #require(page.range(of: "<!-- /settings -->"))
            return page.replacingCharacters(
                in: start.upperBound..<end.lowerBound,
                with: table
            )
        }
    }

    /// Expects a page to be what inserting the text makes of it, or makes it so.
    private func expect(
        _ text: String,
        in page: String,
        inserting: (String, String) throws -> String
    ) throws {
        let file = Self.folder.appending(path: page)
        let old = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        let new = try inserting(old, text)
        if Self.isUpdating { try Data(new.utf8).write(to: file) }
        #expect(
            Self.isUpdating || old == new,
            "docs/reference/\(page) is stale: run with HELIOGRAPH_UPDATE_PAGES=1"
        )
    }
}

/// Makes `docs/reference/commands.md`.
private enum CommandsPage {
    static func text(of commands: [Command]) -> String {
        var groups: [(name: String, commands: [Command])] = []
        for command in commands {
            let name = command.path[0]
            if let index = groups.firstIndex(where: { $0.name == name }) {
                groups[index].commands.append(command)
            } else {
                groups.append((name, [command]))
            }
        }
        return """
            # Commands

            Generated from the table of commands, as `heliograph help` is. How a command ends is its
            [exit code](exit-codes.md). Options with a variable can also be set in the environment
            and in the [configuration file](settings.md#the-configuration-file).

            Options of every command:

            \(Markdown.options(CommandOption.common))

            """ + groups.map(section).joined()
    }

    private static func section(_ name: String, _ commands: [Command]) -> String {
        let rows = commands.map { command in
            let argument = command.argument.map { " \($0.usage)" } ?? ""
            return ["`\(command.name)\(argument)`", command.summary]
        }
        return "\n## \(name)\n\n" + Markdown.table(["command", "what it does"], rows) + "\n"
            + commands.map(details).joined()
    }

    private static func details(_ command: Command) -> String {
        guard command.argument != nil || !command.options.isEmpty else { return "" }
        var text = command.path.count > 1 ? "\n### \(command.name)\n" : ""
        if let argument = command.argument {
            text += "\n`\(argument.usage)`: \(Markdown.escaped(argument.help)).\n"
        }
        if !command.options.isEmpty { text += "\n" + Markdown.options(command.options) + "\n" }
        return text
    }
}

/// Makes the table in `docs/reference/settings.md`.
private enum SettingsTable {
    static func text(of serve: Command) -> String {
        let rows = serve.allOptions.filter(\.isSetting).map { option in
            [
                Markdown.name(of: option), Markdown.escaped(option.help),
                option.standard.map { "`\($0)`" } ?? (option.placeholder == nil ? "off" : ""),
                option.rangeText ?? "",
            ]
        }
        return Markdown.table(["option of `serve`", "meaning", "default", "range"], rows) + "\n"
    }
}

private enum Markdown {
    static func table(_ heads: [String], _ rows: [[String]]) -> String {
        ([heads, heads.map { _ in "---" }] + rows)
            .map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n")
    }

    static func options(_ options: [CommandOption]) -> String {
        table(["option", "meaning", "default", "range", "variable"], options.map(row))
    }

    static func name(of option: CommandOption) -> String {
        "`--\(option.name)\(option.placeholder.map { " \($0)" } ?? "")`"
    }

    static func escaped(_ text: String) -> String {
        text.replacing("|", with: "\\|").replacing("<", with: "&lt;").replacing("*", with: "\\*")
    }

    private static func row(_ option: CommandOption) -> [String] {
        var help = escaped(option.help)
        if option.isRequired { help += " (required)" }
        if option.isRepeatable { help += " (may be repeated)" }
        return [
            name(of: option), help, option.standard.map { "`\($0)`" } ?? "",
            option.rangeText ?? "", option.isSetting ? "`\(option.variable)`" : "",
        ]
    }
}
