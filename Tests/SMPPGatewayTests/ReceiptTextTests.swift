import SMSText
import Testing

@testable import SMPPGateway

@Suite struct ReceiptTextTests {
    @Test(
        arguments: [
            ("", ""), ("Hello", "Hello"), ("Tu código es 1234", "Tu codigo es 1234"),
            ("¡Mañana, 10 €! [@_$]", "¡Mañana, 10 €! [@_"), ("ΔΦ ñÑ éÉ üÜ £¥", "ΔΦ ñÑ éÉ üÜ £¥"),
            ("Școală, cœur", "Scoala, coeur"), ("e\u{301}té", "été"),
            ("Привет 👨‍👩‍👧", "?????? ?"), ("one\r\ntwo\tthree\u{C}", "one two three "),
            ("12345678901234567890", "12345678901234567890"),
            ("1234567890123456789€", "1234567890123456789"),
            ("€€€€€€€€€€€", "€€€€€€€€€€"),
        ]
    )
    func `the text is in the GSM alphabet, in 20 octets`(text: String, shown: String) {
        let octets = ReceiptText.octets(of: text)
        #expect(GSM7Alphabet.decode(octets) == shown)
        #expect(octets.count <= 20)
    }
}
