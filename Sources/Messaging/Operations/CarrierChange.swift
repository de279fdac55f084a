public import MessagingModel

/// What an operator sets of a carrier; nil leaves a thing as it is.
public struct CarrierChange: Sendable {
    /// The most submissions without an answer.
    public var window: Int?
    /// The most submissions a second; the inner nil means no limit.
    public var rate: Int??
    /// Options of the connector in the order given; an empty value removes one.
    public var options: [(name: String, value: String)] = []

    /// Creates a change of nothing.
    public init() {}

    /// The changed settings; a window that was not chosen follows the options.
    func applied(to carrier: CarrierSettings, of kind: any CarrierKind) -> CarrierSettings {
        var carrier = carrier
        for (name, value) in options { carrier.options[name] = value.isEmpty ? nil : value }
        if let rate { carrier.ratePerSecond = rate }
        if let window = window ?? kind.defaultWindow(for: carrier) { carrier.windowSize = window }
        return carrier
    }
}

/// A carrier as an operator sees it.
public struct CarrierOverview: Sendable {
    /// Its settings; values of options that are secret, or of an unknown kind, are hidden.
    public let settings: CarrierSettings
    /// What the running server reports of it; nil without news of late.
    public let status: CarrierStatus?
}
