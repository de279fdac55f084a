import CLinux

/// How a thread stands among the others of the machine.
public enum ThreadPriority {
    /// Makes the calling thread give way to others, and leaves signals to them.
    ///
    /// - Parameter niceness: how many steps below the others; five are about a third of the
    ///   weight.
    public static func lower(by niceness: Int32) {
        CLinux_block_signals()
        CLinux_lower_priority(niceness)
    }
}
