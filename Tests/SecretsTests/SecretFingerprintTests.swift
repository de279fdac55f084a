import Secrets
import Testing

@Suite struct SecretFingerprintTests {
    @Test func `equal secrets have one fingerprint, others have others`() {
        let fingerprinter = SecretFingerprinter()
        let secrets = ["", "a", "b", "ab"] + (0..<1000).map { "hg_sms_\($0)" }
        let fingerprints = secrets.map(fingerprinter.fingerprint)
        #expect(Set(fingerprints).count == secrets.count)
        #expect(secrets.map(fingerprinter.fingerprint) == fingerprints)
    }

    @Test func `another process would make other fingerprints`() {
        let one = SecretFingerprinter().fingerprint(of: "secret")
        let other = SecretFingerprinter().fingerprint(of: "secret")
        #expect(one != other)
    }
}
