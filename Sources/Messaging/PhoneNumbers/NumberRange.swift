/// What the numbers with the same leading digits and length have in common.
struct NumberRange: Equatable {
    /// One more than the index of the country in the numbering plan, 0 if unknown.
    var country: UInt16

    /// Whether a number of the range is valid.
    var isInUse: Bool

    /// The leading digits and the length of the numbers of a range.
    struct Key: Hashable {
        /// The calling code and up to five national digits.
        let leading: UInt32

        /// The number of digits of the whole national number.
        let nationalDigitCount: Int

        /// The number of national digits among the leading ones.
        private let kept: Int

        /// Reduces a number to its range.
        ///
        /// In North America the three digits of the area code determine the country; elsewhere the
        /// longest prefix that distinguishes countries has five (Guernsey's 07911, the Vatican's
        /// 06698). At least two digits are left open.
        init(_ number: E164Number) {
            nationalDigitCount = number.nationalDigitCount
            kept = min(number.callingCode == 1 ? 3 : 5, max(nationalDigitCount - 2, 0))
            let open = E164Number.powersOfTen[nationalDigitCount - kept]
            leading = UInt32(truncatingIfNeeded: number.digits / open)
        }

        /// The national digits of a number in the range, with the same digit in all open places.
        func number(fill: UInt8) -> [UInt8] {
            var digits = [UInt8](repeating: fill, count: nationalDigitCount)
            var rest = leading
            for index in (0..<kept).reversed() {
                digits[index] = UInt8(ascii: "0") + UInt8(rest % 10)
                rest /= 10
            }
            return digits
        }
    }
}
