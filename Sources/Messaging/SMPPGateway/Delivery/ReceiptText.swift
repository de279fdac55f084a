import SMPPCodec
import SMSText

/// The first characters of a message, which its receipts repeat: in the GSM alphabet, which is what
/// data_coding 0 of a deliver_sm means here.
enum ReceiptText {
    /// Up to 20 bytes, one septet each; a character of the extension table takes two and is never
    /// cut.
    ///
    /// Characters outside the alphabet lose their accents or become question marks. Line breaks and
    /// other control characters become spaces, so that a receipt stays one line.
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
        let plain = Transliteration.transliterate(SMSComposer.composed(String(character)))
        guard let septets = GSM7Alphabet.encode(plain), !septets.isEmpty else { return [0x3F] }
        return septets
    }
}
