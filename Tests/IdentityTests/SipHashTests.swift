import Testing

@testable import Identity

@Suite struct SipHashTests {
    /// What OpenSSL 3 gives for the octets 0, 1, 2, … under the key 0, 1, …, 15.
    @Test(arguments: [
        (0, "A3817F04BA25A8E66DF67214C7550293"),
        (1, "DA87C1D86B99AF44347659119B22FC45"),
        (7, "A1F1EBBED8DBC153C0B84AA61FF08239"),
        (8, "3B62A9BA6258F5610F83E264F31497B4"),
        (15, "5493E99933B0A8117E08EC0F97CFC3D9"),
        (16, "6EE2A4CA67B054BBFD3315BF85230577"),
        (23, "C9D184DDD5A9F5E0CF8CE29A9ABF691C"),
    ])
    func `hashes are those of the published algorithm`(length: Int, digits: String) {
        let salt = IdentitySalt(0x0706_0504_0302_0100, 0x0f0e_0d0c_0b0a_0908)
        let octets = (0..<UInt8(length)).map { $0 }
        let words = SipHash.hash(String(decoding: octets, as: UTF8.self), salt: salt)
        #expect(hexadecimal(words) == digits)
        guard length >= 8 else { return }
        let rest = String(decoding: octets[8...], as: UTF8.self)
        let split = SipHash.hash(0x0706_0504_0302_0100, rest, salt: salt)
        #expect(split == words)
        if length == 16 {
            let pair = SipHash.hash(0x0706_0504_0302_0100, 0x0f0e_0d0c_0b0a_0908, salt: salt)
            #expect(pair == words)
        }
    }

    private func hexadecimal(_ words: HashWords) -> String {
        [words.first, words.second].flatMap { word in
            stride(from: 0, through: 56, by: 8).map { shift in
                let octet = String(UInt8(truncatingIfNeeded: word >> shift), radix: 16)
                return (octet.count == 1 ? "0" : "") + octet.uppercased()
            }
        }.joined()
    }
}
