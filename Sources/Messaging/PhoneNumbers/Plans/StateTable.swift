internal import CNumberPlans

/// Walks over the states of the tables (`CNumberPlans.h`).
extension UnsafePointer<UInt16> {
    private static var columns: Int { Int(CNUMBERPLANS_COLUMNS) }
    private static var output: Int { Int(CNUMBERPLANS_OUTPUT) }

    /// The output of the state after the last digit.
    func output(from start: UInt16, _ digits: Digits) -> UInt16 {
        var state = Int(start)
        for index in 0..<digits.count {
            state = Int(self[state &* Self.columns &+ Int(digits[index])])
            if state == 0 { return 0 }
        }
        return self[state &* Self.columns &+ Self.output]
    }

    /// The last output on the way that is not 0.
    func longestOutput(from start: UInt16, _ digits: Digits) -> UInt16 {
        var state = Int(start)
        var last: UInt16 = 0
        for index in 0..<digits.count where state != 0 {
            state = Int(self[state &* Self.columns &+ Int(digits[index])])
            let output = self[state &* Self.columns &+ Self.output]
            if output != 0 { last = output }
        }
        return last
    }

    /// The last output on the way that is not 0, where the upper half counts only after the last
    /// digit, and the lower half before it.
    func lastOutput(from start: UInt16, _ digits: Digits) -> UInt16 {
        var state = Int(start)
        var last: UInt16 = 0
        var index = 0
        while state != 0 {
            let output = self[state &* Self.columns &+ Self.output]
            let isAtEnd = index == digits.count
            let now = isAtEnd ? output >> 8 : output & 0xFF
            if now != 0 { last = now }
            if isAtEnd { break }
            state = Int(self[state &* Self.columns &+ Int(digits[index])])
            index += 1
        }
        return last
    }
}
