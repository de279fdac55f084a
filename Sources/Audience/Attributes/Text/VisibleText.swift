/// Texts that identify somebody, without characters that nobody sees.
public enum VisibleText {
    /// The text in NFC without invisible characters: format characters such as the byte order
    /// mark, zero-width and soft hyphens and directional marks, what Unicode says to ignore, and
    /// control characters beyond ASCII.
    ///
    /// Texts that print alike because of them are equal then.
    public static func stripped(_ text: String) -> String {
        guard !text.utf8.allSatisfy({ $0 < 0x80 }) else { return text }
        var scalars = String.UnicodeScalarView()
        scalars.append(contentsOf: text.unicodeScalars.filter { !isInvisible($0) })
        return TextFolding.composed(String(scalars))
    }

    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar.value >= 0x80 else { return false }
        let category = scalar.properties.generalCategory
        return category == .format || category == .control
            || scalar.properties.isDefaultIgnorableCodePoint
    }
}
