import Foundation

/// A folder that is removed with the value.
public final class TemporaryFolder: Sendable {
    /// The absolute path.
    public let path: String

    /// Creates an empty folder.
    public init(_ name: String = "heliograph") throws {
        var template = Array("/tmp/\(name)-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw TestSupportError("mkdtemp: errno \(errno)") }
        path = template.withUnsafeBufferPointer { characters in
            String(decoding: characters.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
    }

    deinit { TemporaryFolder.remove(path) }

    /// The path of a file in the folder.
    public func file(_ name: String) -> String { "\(path)/\(name)" }

    /// The bytes of a file.
    public static func contents(of path: String) throws -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw TestSupportError("'\(path)' cannot be read")
        }
        return Array(data)
    }

    /// Removes a folder and its contents.
    static func remove(_ path: String) {
        try? FileManager.default.removeItem(atPath: path)
    }
}

/// Why a test could not be set up.
public struct TestSupportError: Error, CustomStringConvertible {
    /// The reason.
    public let description: String

    /// Creates the error.
    public init(_ description: String) { self.description = description }
}
