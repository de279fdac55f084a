import MessagingModel

/// A kind whose carriers have the options `host` and `password`, and no connections.
struct PaperKind: CarrierKind {
    let name = CarrierSettings.Kind(rawValue: "paper")
    let builtIn: CarrierSettings? = nil

    func validate(_ settings: CarrierSettings) throws(CarrierError) {
        for name in settings.options.keys.sorted() where name != "host" && name != "password" {
            throw .invalidOption(name: name, reason: "is unknown")
        }
    }

    func isSecret(option name: String) -> Bool { name == "password" }
    func defaultWindow(for settings: CarrierSettings) -> Int? { 300 }
    func makeCarrier(_ settings: CarrierSettings) throws(CarrierError) -> any Carrier {
        throw .unavailable("paper carries nothing")
    }
    func check(_ settings: CarrierSettings) -> [CarrierConnectionCheck]? { nil }
    func shutDown() {}
}

/// A kind with the one carrier that every server has.
struct BuiltInKind: CarrierKind {
    let name = CarrierSettings.Kind.simulator
    let builtIn: CarrierSettings? = CarrierSettings(id: .simulator)

    func validate(_ settings: CarrierSettings) {}
    func isSecret(option name: String) -> Bool { false }
    func defaultWindow(for settings: CarrierSettings) -> Int? { nil }
    func makeCarrier(_ settings: CarrierSettings) throws(CarrierError) -> any Carrier {
        throw .unavailable("not here")
    }
    func check(_ settings: CarrierSettings) -> [CarrierConnectionCheck]? {
        [
            CarrierConnectionCheck(
                mode: "transceiver",
                isBound: true,
                serverName: "",
                version: "3.4",
                duration: .zero,
                problem: nil
            )
        ]
    }
    func shutDown() {}
}
