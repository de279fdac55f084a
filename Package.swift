// swift-tools-version: 6.3

// The folders of `Sources` are areas; each target also has a layer. A target may use
//
// - anything in System and Platform,
// - strictly lower layers of its own area,
// - its own layer or lower of earlier areas,
//
// and this manifest stops the build when one does not (ARCHITECTURE.md, "Areas and layers").

import PackageDescription

/// The areas in order; each is a folder of `Sources`.
enum Area: Int {
    case system, platform, accounts, messaging, audience, engagement, store, dashboard, server
    /// What only tests use.
    case testing

    var folder: String {
        let name = "\(self)"
        return "Sources/\(name.prefix(1).uppercased())\(name.dropFirst())"
    }
}

/// The layers of an area, lowest first.
enum Layer: Int {
    /// Bytes and text to values and back.
    case codec
    /// Values and ports, no behaviour that waits.
    case model
    /// Input and time in, actions out: no clock, socket, disk or `await`.
    case machine
    /// The rules at work.
    case service
    /// What several faces share.
    case border
    /// What the outside speaks to, or is spoken to by.
    case face
    /// Programs.
    case app

    // Platform has ranks of its own.
    static let base = Layer.codec
    static let tool = Layer.model
    static let engine = Layer.machine
    /// Stands on an engine.
    static let server = Layer.service
}

struct Place {
    let area: Area
    let layer: Layer

    /// Whether a target here may use one there.
    func maySee(_ other: Place) -> Bool {
        if other.area == .system { return true }
        if other.area == area { return other.layer.rawValue < layer.rawValue }
        guard other.area.rawValue < area.rawValue else { return false }
        return other.area == .platform || other.layer.rawValue <= layer.rawValue
    }
}

var places: [String: Place] = [:]

// Settings of every Swift target. Upcoming features: SE-0335, SE-0444, SE-0409, SE-0461.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

/// Targets that own C handles or raw bytes; only they may hold unsafe code (SE-0458).
let unsafeAllowed: Set = [
    "Essentials",
    "Database",
    "Secrets",
    "PhoneNumbers",
    "JSONCoding",
    "HTTPServer",
    "HTTPClient",
    "SMPPCodec",
    "EventLoop",
    "Loops",
    "Filters",
    "AudienceColumns",
]

/// The sanitizers bring an allocator of their own, and Scripts/sanitize asks for no other
/// (docs/decisions/0010-allocator.md).
let allocator: [LinkerSetting] =
    Context.environment["HELIOGRAPH_SANITIZE"] == nil ? [.linkedLibrary("jemalloc")] : []

@MainActor
func check(_ name: String, at place: Place, uses dependencies: [String]) {
    for dependency in dependencies {
        guard let other = places[dependency] else {
            fatalError("\(name) uses \(dependency), which is not declared before it")
        }
        guard place.maySee(other) else {
            fatalError(
                """
                \(name) (\(place.area), \(place.layer)) may not use \(dependency) \
                (\(other.area), \(other.layer)): ARCHITECTURE.md, "Areas and layers"
                """
            )
        }
    }
    places[name] = place
}

@MainActor
func module(
    _ area: Area,
    _ layer: Layer,
    _ name: String,
    uses dependencies: [String] = []
) -> Target {
    check(name, at: Place(area: area, layer: layer), uses: dependencies)
    return .target(
        name: name,
        dependencies: dependencies.map { .target(name: $0) },
        path: "\(area.folder)/\(name)",
        swiftSettings: unsafeAllowed.contains(name) ? strict : strict + [.strictMemorySafety()]
    )
}

@MainActor
func system(_ name: String, pkgConfig: String? = nil, package: String? = nil) -> Target {
    check(name, at: Place(area: .system, layer: .codec), uses: [])
    return .systemLibrary(
        name: name,
        path: "\(Area.system.folder)/\(name)",
        pkgConfig: pkgConfig,
        providers: package.map { [.apt([$0])] }
    )
}

/// A thin `extern "C"` face on a C++ library, so that no Swift target needs C++ interoperability.
@MainActor
func shim(_ name: String, area: Area = .system, libraries: [String]) -> Target {
    check(name, at: Place(area: area, layer: .codec), uses: [])
    return .target(
        name: name,
        path: "\(area.folder)/\(name)",
        linkerSettings: libraries.map { .linkedLibrary($0) }
    )
}

@MainActor
func executable(_ name: String, uses dependencies: [String]) -> Target {
    check(name, at: Place(area: .server, layer: .app), uses: dependencies)
    return .executableTarget(
        name: name,
        dependencies: dependencies.map { .target(name: $0) },
        path: "\(Area.server.folder)/\(name)",
        swiftSettings: strict + [.strictMemorySafety()],
        linkerSettings: allocator
    )
}

/// What only tests use; it may see every target below the programs.
@MainActor
func support(_ name: String, _ layer: Layer = .app, uses dependencies: [String]) -> Target {
    check(name, at: Place(area: .testing, layer: layer), uses: dependencies)
    return .target(
        name: name,
        dependencies: dependencies.map { .target(name: $0) },
        path: "\(Area.testing.folder)/\(name)",
        swiftSettings: strict
    )
}

@MainActor
func tests(_ name: String, uses dependencies: [String]) -> Target {
    .testTarget(
        name: name,
        dependencies: dependencies.map { .target(name: $0) },
        path: "Tests/\(name)",
        swiftSettings: strict
    )
}

/// A program of the tests.
@MainActor
func tool(_ name: String, uses dependencies: [String]) -> Target {
    check(name, at: Place(area: .testing, layer: .app), uses: dependencies)
    return .executableTarget(
        name: name,
        dependencies: dependencies.map { .target(name: $0) },
        path: "\(Area.testing.folder)/\(name)",
        swiftSettings: strict
    )
}

/// A libFuzzer program; the sanitizer brings its `main`.
@MainActor
func fuzzer(_ name: String, uses dependencies: [String]) -> Target {
    check(name, at: Place(area: .testing, layer: .app), uses: dependencies)
    return .executableTarget(
        name: name,
        dependencies: dependencies.map { .target(name: $0) },
        path: "Fuzz/\(name)",
        swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])]
    )
}

let package = Package(
    name: "heliograph",
    targets: [
        // System: module maps and shims of C libraries.
        system("CSQLite", pkgConfig: "sqlite3", package: "libsqlite3-dev"),
        system("CPostgreSQL", pkgConfig: "libpq", package: "libpq-dev"),
        system("CCurl", pkgConfig: "libcurl", package: "libcurl4-openssl-dev"),
        system("CSodium", pkgConfig: "libsodium", package: "libsodium-dev"),
        system("CEvent", pkgConfig: "libevent_core", package: "libevent-dev"),
        system("CLinux"),
        shim("CSIMDJSON", libraries: ["simdjson"]),
        shim("CNumberPlans", libraries: []),
        shim("CRE2", libraries: ["re2"]),

        // Platform: what every area stands on.
        module(.platform, .base, "Essentials"),
        module(.platform, .tool, "Secrets", uses: ["Essentials", "CSodium"]),
        module(.platform, .tool, "Telemetry", uses: ["Essentials"]),
        module(.platform, .tool, "JSONCoding", uses: ["Essentials", "CSIMDJSON"]),
        module(.platform, .tool, "CSVCoding"),
        module(.platform, .tool, "Collections", uses: ["Essentials"]),
        module(.platform, .tool, "Loops", uses: ["Essentials", "CLinux"]),
        module(
            .platform,
            .engine,
            "EventLoop",
            uses: ["Collections", "Loops", "Essentials", "CEvent"]
        ),
        module(
            .platform,
            .engine,
            "LongWork",
            uses: ["Collections", "Loops", "Essentials"]
        ),
        module(
            .platform,
            .engine,
            "Database",
            uses: ["Collections", "Essentials", "CSQLite", "CPostgreSQL"]
        ),
        module(
            .platform,
            .server,
            "HTTPServer",
            uses: ["EventLoop", "Loops", "Telemetry", "Essentials"]
        ),
        module(
            .platform,
            .engine,
            "HTTPClient",
            uses: ["Collections", "Loops", "Telemetry", "Essentials", "CCurl"]
        ),

        // Accounts: organizations, projects, tokens, money, and the admission of calls.
        module(.accounts, .model, "AccountsModel", uses: ["Essentials"]),
        module(.accounts, .service, "Accounts", uses: ["AccountsModel", "Secrets", "Essentials"]),
        module(
            .accounts,
            .border,
            "HTTPAPI",
            uses: ["Accounts", "AccountsModel", "HTTPServer", "JSONCoding", "Essentials"]
        ),

        // Messaging: texts, numbers, messages and their life, carriers, webhooks.
        module(.messaging, .codec, "SMSText", uses: ["Essentials"]),
        module(.messaging, .codec, "SMPPCodec", uses: ["Essentials"]),
        module(.messaging, .codec, "PhoneNumbers", uses: ["CNumberPlans"]),
        module(
            .messaging,
            .model,
            "MessagingModel",
            uses: ["AccountsModel", "PhoneNumbers", "SMSText", "Essentials"]
        ),
        module(
            .messaging,
            .machine,
            "MessageDispatch",
            uses: ["MessagingModel", "AccountsModel", "Collections", "Essentials"]
        ),
        module(
            .messaging,
            .machine,
            "NotificationScheduling",
            uses: ["MessagingModel", "AccountsModel", "Collections", "Essentials"]
        ),
        module(.messaging, .machine, "SMPPSession", uses: ["SMPPCodec", "Essentials"]),
        module(
            .messaging,
            .service,
            "Messaging",
            uses: [
                "MessagingModel", "AccountsModel", "MessageDispatch", "SMSText", "PhoneNumbers",
                "Telemetry", "Essentials",
            ]
        ),
        module(
            .messaging,
            .service,
            "Operations",
            uses: [
                "MessagingModel", "AccountsModel", "MessageDispatch", "PhoneNumbers", "Essentials",
            ]
        ),
        module(
            .messaging,
            .service,
            "NotificationDelivery",
            uses: [
                "NotificationScheduling", "MessagingModel", "AccountsModel", "HTTPClient",
                "JSONCoding",
                "Secrets", "Telemetry", "Essentials",
            ]
        ),
        module(
            .messaging,
            .service,
            "SMPPTransport",
            uses: ["EventLoop", "SMPPSession", "SMPPCodec", "Telemetry", "Essentials"]
        ),
        module(
            .messaging,
            .face,
            "TransactionalAPI",
            uses: [
                "HTTPAPI", "HTTPServer", "Accounts", "Messaging", "MessagingModel",
                "AccountsModel", "JSONCoding", "SMSText", "Secrets", "Telemetry", "Essentials",
            ]
        ),
        module(
            .messaging,
            .face,
            "SMPPGateway",
            uses: [
                "SMPPTransport", "SMPPSession", "SMPPCodec", "EventLoop", "SMSText", "Messaging",
                "NotificationDelivery", "NotificationScheduling", "Accounts", "MessagingModel",
                "PhoneNumbers", "AccountsModel", "Collections", "Telemetry", "Essentials",
            ]
        ),
        module(
            .messaging,
            .face,
            "SMPPCarrier",
            uses: [
                "PhoneNumbers", "MessagingModel", "SMPPTransport", "SMPPSession", "SMPPCodec",
                "SMSText",
                "EventLoop", "Collections", "Telemetry", "Essentials", "AccountsModel",
            ]
        ),
        module(
            .messaging,
            .face,
            "Simulator",
            uses: [
                "MessagingModel", "SMPPTransport", "SMPPSession", "SMPPCodec", "SMSText",
                "EventLoop", "Collections", "Telemetry", "Essentials", "AccountsModel",
            ]
        ),

        // Audience: what data sources know of people, and answers about them.
        module(.audience, .codec, "Attributes", uses: ["JSONCoding", "Essentials"]),
        module(
            .audience,
            .model,
            "AudienceModel",
            uses: ["Attributes", "AccountsModel", "Essentials"]
        ),
        module(
            .audience,
            .model,
            "Filters",
            uses: ["Attributes", "JSONCoding", "PhoneNumbers", "CRE2", "Essentials"]
        ),
        module(
            .audience,
            .machine,
            "AudienceColumns",
            uses: ["Filters", "Attributes", "Essentials"]
        ),
        module(.audience, .machine, "Identity", uses: ["Attributes", "Collections", "Essentials"]),
        module(
            .audience,
            .service,
            "Audience",
            uses: [
                "AudienceModel", "AccountsModel", "AudienceColumns", "Filters", "Identity",
                "Attributes", "CSVCoding", "JSONCoding", "PhoneNumbers", "LongWork",
                "Collections", "Essentials",
            ]
        ),
        module(
            .audience,
            .border,
            "AudienceViews",
            uses: [
                "Audience", "AudienceModel", "Attributes", "HTTPAPI", "Accounts", "AccountsModel",
                "HTTPServer", "CSVCoding", "JSONCoding", "Essentials",
            ]
        ),
        module(
            .audience,
            .face,
            "IngestAPI",
            uses: [
                "AudienceViews", "Audience", "AudienceModel", "Attributes", "HTTPAPI", "Accounts",
                "AccountsModel", "HTTPServer", "JSONCoding", "Essentials",
            ]
        ),
        module(
            .audience,
            .face,
            "ProductAPI",
            uses: [
                "AudienceViews", "Audience", "AudienceModel", "Filters", "Attributes", "HTTPAPI",
                "Accounts", "AccountsModel", "HTTPServer", "CSVCoding", "JSONCoding", "Essentials",
            ]
        ),

        // Store: the ports in SQL.
        module(
            .store,
            .face,
            "SQLStore",
            uses: [
                "AudienceModel", "Attributes", "MessagingModel", "PhoneNumbers", "AccountsModel",
                "Database",
                "SMSText", "JSONCoding", "Essentials",
            ]
        ),

        // Server: the composition, and the program.
        module(
            .server,
            .face,
            "Host",
            uses: [
                "TransactionalAPI", "IngestAPI", "ProductAPI", "HTTPAPI", "SMPPGateway",
                "SMPPCarrier", "Simulator", "SQLStore", "HTTPServer", "HTTPClient", "Accounts",
                "Audience", "Messaging", "MessageDispatch", "NotificationDelivery", "AccountsModel",
                "MessagingModel", "Operations", "Database", "Secrets", "Telemetry", "JSONCoding",
                "PhoneNumbers", "LongWork", "EventLoop", "Essentials",
            ]
        ),
        executable(
            "heliograph",
            uses: [
                "Host", "AudienceViews", "HTTPAPI", "SMPPGateway", "Simulator", "SQLStore",
                "HTTPServer", "Accounts", "Audience", "Filters", "Attributes", "Messaging",
                "MessageDispatch", "Operations", "PhoneNumbers",
                "AccountsModel", "MessagingModel", "AudienceModel", "CSVCoding", "Database",
                "Secrets", "Telemetry", "JSONCoding", "SMSText", "LongWork", "Essentials",
                "EventLoop",
            ]
        ),

        // What tests share.
        support(
            "TestSupport",
            uses: [
                "Database", "MessagingModel", "SMPPTransport", "SMPPSession", "SMPPCodec",
                "EventLoop", "Telemetry", "Essentials",
            ]
        ),
        support("FilterSamples", uses: ["Filters", "Attributes", "JSONCoding", "Essentials"]),
        support(
            "MemoryPorts",
            .service,
            uses: ["AudienceModel", "MessagingModel", "AccountsModel", "Essentials"]
        ),
        support(
            "SimulatedWorld",
            .face,
            uses: [
                "MemoryPorts", "Audience", "Identity", "AudienceModel", "Attributes",
                "MessageDispatch", "NotificationScheduling", "MessagingModel", "AccountsModel",
                "SMSText",
                "Collections", "Essentials",
            ]
        ),
        tool("heliograph-simulate", uses: ["SimulatedWorld"]),
        shim("CSMPP34", area: .testing, libraries: ["smpp34"]),

        tests("SimulationTests", uses: ["SimulatedWorld"]),
        tests("EssentialsTests", uses: ["Essentials", "TestSupport"]),
        tests("CollectionsTests", uses: ["Collections", "Essentials"]),
        tests("JSONCodingTests", uses: ["JSONCoding", "Essentials"]),
        tests("AttributesTests", uses: ["Attributes", "JSONCoding", "Essentials"]),
        tests(
            "FiltersTests",
            uses: ["FilterSamples", "Filters", "Attributes", "JSONCoding", "Essentials"]
        ),
        tests(
            "AudienceColumnsTests",
            uses: [
                "FilterSamples", "AudienceColumns", "Filters", "Attributes", "JSONCoding",
                "Essentials",
            ]
        ),
        tests("CSVCodingTests", uses: ["CSVCoding", "Essentials", "TestSupport"]),
        tests("SMSTextTests", uses: ["SMSText", "Essentials"]),
        tests("SMPPCodecTests", uses: ["SMPPCodec", "Essentials", "CSMPP34"]),
        tests("PhoneNumbersTests", uses: ["PhoneNumbers", "Essentials", "TestSupport"]),
        tests("DatabaseTests", uses: ["Database", "Essentials", "TestSupport"]),
        tests("TelemetryTests", uses: ["Telemetry", "Essentials"]),
        tests("LoopsTests", uses: ["Loops", "Essentials", "TestSupport"]),
        tests("LongWorkTests", uses: ["LongWork", "Essentials", "TestSupport"]),
        tests("EventLoopTests", uses: ["EventLoop", "Loops", "Essentials", "TestSupport"]),
        tests(
            "HTTPServerTests",
            uses: ["HTTPServer", "EventLoop", "Telemetry", "Essentials", "TestSupport"]
        ),
        tests(
            "NotificationSchedulingTests",
            uses: ["NotificationScheduling", "MessagingModel", "AccountsModel", "Essentials"]
        ),
        tests("HTTPClientTests", uses: ["HTTPClient", "Essentials", "TestSupport"]),
        tests("SecretsTests", uses: ["Secrets", "Essentials"]),
        tests(
            "AccountsTests",
            uses: [
                "Accounts", "SQLStore", "Database", "AccountsModel", "MessagingModel",
                "AudienceModel", "Secrets", "Essentials",
                "TestSupport",
            ]
        ),
        tests(
            "SQLStoreTests",
            uses: [
                "SQLStore", "Database", "AccountsModel", "MessagingModel", "AudienceModel",
                "SMSText", "MemoryPorts", "Attributes", "Essentials", "TestSupport",
            ]
        ),
        tests(
            "CommandLineTests",
            uses: [
                "heliograph", "Accounts", "SQLStore", "Database", "AccountsModel", "MessagingModel",
                "AudienceModel", "Secrets", "JSONCoding",
                "CSVCoding", "Attributes", "Essentials", "TestSupport",
            ]
        ),
        tests("IdentityTests", uses: ["Identity", "Attributes", "Essentials"]),
        tests(
            "MessageDispatchTests",
            uses: ["MessageDispatch", "MessagingModel", "AccountsModel", "SMSText", "Essentials"]
        ),
        tests(
            "MessagingTests",
            uses: [
                "Messaging", "MessageDispatch", "MemoryPorts", "MessagingModel", "AccountsModel",
                "SMSText", "Essentials",
            ]
        ),
        tests(
            "OperationsTests",
            uses: [
                "Operations", "MessageDispatch", "SQLStore", "Database", "AccountsModel",
                "MessagingModel", "AudienceModel", "Essentials", "TestSupport",
            ]
        ),
        tests("SMPPSessionTests", uses: ["SMPPSession", "SMPPCodec", "Essentials"]),
        tests(
            "NotificationDeliveryTests",
            uses: [
                "NotificationDelivery", "NotificationScheduling", "HTTPClient", "SQLStore",
                "AccountsModel",
                "MessagingModel", "AudienceModel", "Database",
                "Secrets", "Telemetry", "Essentials", "TestSupport",
            ]
        ),
        tests(
            "BlackBoxTests",
            uses: [
                "Simulator", "CSVCoding", "SMPPTransport", "SMPPSession", "SMPPCodec", "SMSText",
                "EventLoop", "Database", "Telemetry", "Essentials", "TestSupport",
            ]
        ),
        tests(
            "SMPPGatewayTests",
            uses: [
                "SMPPGateway", "SMPPSession", "SMPPTransport", "SMPPCodec", "SMSText", "Messaging",
                "NotificationDelivery", "AccountsModel", "MessagingModel", "AudienceModel",
                "Essentials",
            ]
        ),
        tests(
            "SMPPCarrierTests",
            uses: [
                "SMPPCarrier", "Simulator", "SMPPTransport", "SMPPCodec", "SMSText", "EventLoop",
                "Telemetry", "AccountsModel", "MessagingModel", "Essentials", "TestSupport",
            ]
        ),
        tests(
            "SimulatorTests",
            uses: [
                "Simulator", "AccountsModel", "MessagingModel", "SMSText", "Essentials",
                "TestSupport",
            ]
        ),
        tests(
            "AudienceTests",
            uses: [
                "Audience", "HTTPAPI", "AudienceViews", "SQLStore", "Database", "AccountsModel",
                "MessagingModel", "AudienceModel", "Filters", "Identity", "Attributes",
                "CSVCoding", "JSONCoding", "Essentials", "TestSupport", "MemoryPorts",
            ]
        ),
        tests(
            "SMPPTransportTests",
            uses: [
                "SMPPTransport", "SMPPSession", "SMPPCodec", "EventLoop", "Telemetry", "Essentials",
                "TestSupport",
            ]
        ),
        tests("HTTPAPITests", uses: ["HTTPAPI", "HTTPServer", "Essentials"]),
        tests(
            "TransactionalAPITests",
            uses: ["TransactionalAPI", "HTTPAPI", "HTTPServer", "JSONCoding"]
        ),
        tests("IngestAPITests", uses: ["IngestAPI", "HTTPAPI", "HTTPServer", "AccountsModel"]),
        tests("ProductAPITests", uses: ["ProductAPI", "HTTPAPI", "HTTPServer"]),
        tests(
            "AudienceViewsTests",
            uses: [
                "AudienceViews", "AudienceModel", "AccountsModel", "Attributes", "HTTPAPI",
                "CSVCoding", "JSONCoding", "Essentials",
            ]
        ),
        tests(
            "HostTests",
            uses: ["Host", "HTTPServer", "Database", "Telemetry", "TestSupport"]
        ),
        tests("TidyTests", uses: []),
    ],
    cxxLanguageStandard: .cxx17
)

// Fuzzers need a sanitizer and an entry of their own, so they are part of the package only when
// Scripts/fuzz asks for them; no other build sees them.
if Context.environment["HELIOGRAPH_FUZZ"] != nil {
    package.targets += [
        fuzzer("SMSTextFuzz", uses: ["SMSText"]),
        fuzzer("PhoneNumbersFuzz", uses: ["PhoneNumbers"]),
        fuzzer("JSONCodingFuzz", uses: ["JSONCoding"]),
        fuzzer("CSVCodingFuzz", uses: ["CSVCoding"]),
        fuzzer("SMPPCodecFuzz", uses: ["SMPPCodec", "Essentials"]),
        fuzzer(
            "FiltersFuzz",
            uses: ["AudienceColumns", "Filters", "Attributes", "JSONCoding", "Essentials"]
        ),
    ]
}

// The micro benchmarks stand before the allocator, so only Scripts/bench asks for them.
if Context.environment["HELIOGRAPH_MICRO"] != nil {
    package.targets += [
        .target(name: "CAllocations", path: "Benchmarks/CAllocations"),
        .executableTarget(
            name: "heliograph-micro",
            dependencies: [
                "CAllocations", "TransactionalAPI", "HTTPAPI", "AudienceViews", "SQLStore",
                "HTTPServer", "Accounts",
                "Messaging", "AccountsModel", "MessagingModel", "AudienceModel",
                "MessageDispatch", "Database", "Secrets",
                "CSVCoding", "JSONCoding", "SMSText", "SMPPCodec", "TestSupport", "Essentials",
                "Identity",
                "Filters", "AudienceColumns",
                "Audience",
                "Attributes",
            ],
            path: "Benchmarks/Micro",
            swiftSettings: strict,
            linkerSettings: [.linkedLibrary("jemalloc")]
        ),
    ]
}
