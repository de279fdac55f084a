import SMPPCodec
import SMSText

/// The begin of a message's text as its receipts repeat it: in the GSM alphabet, which is what
/// data_coding 0 of a deliver_sm means here.
enum ReceiptText {
    /// Up to 20 octets, a septet each; a character of the extension table takes two, never cut.
    ///
    /// What the alphabet lacks loses its accents, or becomes a question mark. Line breaks and other
    /// control characters become spaces, so that a receipt stays one line.
    static func octets(of text: String) -> [UInt8] {
        if !text.utf8.contains(where: { $0 < 0x20 }), let septets = GSM7Alphabet.encode(text),
            septets.count <= DeliveryReceipt.textLimit
        {
            return septets
        }
        var octets: [UInt8] = []
        for character in text {
            let septets = septets(of: character)
            guard octets.count + septets.count <= DeliveryReceipt.textLimit else { break }
            octets += septets
        }
        return octets
    }

    private static func septets(of character: Character) -> [UInt8] {
        guard character.unicodeScalars.allSatisfy({ $0.value >= 0x20 }) else { return [0x20] }
        let plain = Transliteration.transliterate(String(character))
        guard let septets = GSM7Alphabet.encode(plain), !septets.isEmpty else { return [0x3F] }
        return septets
    }
}
