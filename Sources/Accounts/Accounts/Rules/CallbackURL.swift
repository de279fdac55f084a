import Essentials

/// The syntax of URLs that delivery reports may go to.
///
/// `http` or `https`, a host, at most 2048 bytes of printable ASCII, no credentials, no fragment.
/// The resolved address is checked when the call is made.
enum CallbackURL {
    /// The longest URL, in bytes.
    static let longest = 2048

    /// What is wrong with the URL, as a sentence for the operator; nil if it is valid.
    static func fault(in text: String) -> String? {
        guard text.utf8.count <= longest else {
            return Phrase.mustHave("at most \(longest) characters")
        }
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") })
        else { return Phrase.mustBe("written in ASCII without spaces; percent-encode the rest") }
        let lowered = text.lowercased()
        guard let scheme = ["https://", "http://"].first(where: lowered.hasPrefix) else {
            return Phrase.mustBe("an https:// or http:// URL")
        }
        guard !text.contains("#") else { return Phrase.mustNotContain("a fragment (#…)") }
        let rest = text.dropFirst(scheme.count)
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        guard !authority.contains("@") else {
            return Phrase.mustNotContain(
                "a user name or password; verify the signature instead"
            )
        }
        return fault(inAuthority: authority)
    }

    private static func fault(inAuthority authority: Substring) -> String? {
        let host: Substring
        let port: Substring
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else {
                return Phrase.mustHave("a closing bracket after its IPv6 address")
            }
            host = authority[authority.index(after: authority.startIndex)..<end]
            port = authority[authority.index(after: end)...]
            guard !host.isEmpty, host.allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." }) else {
                return Phrase.mustHave("a valid IPv6 address in its brackets")
            }
        } else {
            host = authority.prefix { $0 != ":" }
            port = authority[host.endIndex...]
            guard isHostName(host) else {
                return Phrase.mustHave("a host, e.g. https://example.com/dlr")
            }
        }
        guard !port.isEmpty else { return nil }
        guard port.hasPrefix(":"), let number = UInt16(port.dropFirst()), number > 0 else {
            return Phrase.mustHave("a port of 1 to 65535 after the host, or none")
        }
        return nil
    }

    private static func isHostName(_ host: Substring) -> Bool {
        guard (1...253).contains(host.utf8.count) else { return false }
        let name = host.hasSuffix(".") ? host.dropLast() : host
        return name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
            (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
                && label.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }
        }
    }
}
