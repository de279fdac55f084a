import Essentials
import Glibc
import TestSupport

/// A file of many contacts, of which some are wrong in one of several ways.
struct ImportCrashFile {
    let path: String
    let text: String
    /// The user ids of the good rows.
    let good: [String]
    /// The numbers of the bad rows, as a spreadsheet counts.
    let bad: [Int]
    private let folder: TemporaryFolder

    init(rows count: Int, seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var text = "Id;Vorname;Mail;visits\n"
        var good: [String] = []
        var bad: [Int] = []
        for index in 0..<count {
            let id = "U-\(index)"
            let row = index + 2
            switch Int.random(in: 0..<100, using: &generator) {
            case 0:
                text += "\(id);Ada;no address;1\n"
                bad.append(row)
            case 1:
                text += "\(id);Ada\n"
                bad.append(row)
            case 2:
                text += ";Ada;ada\(index)@example.com;1\n"
                bad.append(row)
            case 3:
                text += "\(id);\"Ada\"x;ada\(index)@example.com;1\n"
                bad.append(row)
            default:
                text += "\(id);\"Ada; \"\"\(index)\"\"\";ada\(index)@example.com;\(index)\r\n"
                good.append(id)
            }
        }
        let folder = try TemporaryFolder("heliograph-import")
        self.folder = folder
        self.text = text
        self.good = good
        self.bad = bad
        path = folder.file("contacts.csv")
        guard let file = fopen(path, "w") else { throw TestSupportError("no file") }
        fputs(text, file)
        fclose(file)
    }

    /// Where the command is to write the problems.
    var errors: String { folder.file("errors.csv") }

    /// What the columns mean, as options of the command.
    static let mapping = [
        "--map", "Id=_user_id", "--map", "Vorname=_first_name", "--map", "Mail=_email", "--map",
        "visits=visits",
    ]

    /// What the columns mean, as JSON.
    static let mappingJSON =
        #"{"Id":"_user_id","Vorname":"_first_name","Mail":"_email","visits":"visits"}"#

    /// The numbers of the rows of a file of problems, in order.
    static func rows(ofProblems text: String) -> [Int] {
        text.split(whereSeparator: \.isNewline).dropFirst().compactMap { line in
            line.split(separator: ",", omittingEmptySubsequences: false).dropFirst().first
                .flatMap { Int($0) }
        }
    }
}
