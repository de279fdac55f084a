// swift-tools-version: 6.3

// The folder list is the architecture. A target may use only targets of a strictly lower rank, and
// this manifest stops the build when one does not (docs/architecture.md, "Layers").

import PackageDescription

/// The ranks of the architecture, lowest first; each is a folder of `Sources`.
enum Layer: Int {
    case c, base, runtime, codecs, machines, domain, services, borders, interfaces, executables

    /// Adapters share the rank of the services, so that neither sees the other.
    static let adapters = Layer.services
}

var ranks: [String: Int] = [:]

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
    "Filters",
]

/// The sanitizers bring an allocator of their own, and Scripts/sanitize asks for no other
/// (docs/decisions/0010-allocator.md).
let allocator: [LinkerSetting] =
    Context.environment["HELIOGRAPH_SANITIZE"] == nil ? [.linkedLibrary("jemalloc")] : []

@MainActor
func check(_ name: String, rank: Int, uses dependencies: [String]) {
    for dependency in dependencies {
        guard let below = ranks[dependency], below < rank else {
            fatalError("\(name) may not use \(dependency): only targets of a lower rank")
        }
    }
    ranks[name] = rank
}

@MainActor
func module(
    _ layer: Layer,
    _ name: String,
    folder: String? = nil,
    uses dependencies: [String] = []
) -> Target {
    check(name, rank: layer.rawValue, uses: dependencies)
    return .target(
        name: name,
        dependencies: dependencies.map { .target(name: $0) },
        path: "Sources/\(folder ?? "\(layer)")/\(name)",
        swiftSettings: unsafeAllowed.contains(name) ? strict : strict + [.strictMemorySafety()]
    )
}

@MainActor
func adapter(_ name: String, uses dependencies: [String]) -> Target {
    module(.adapters, name, folder: "adapters", uses: dependencies)
}

@MainActor
func system(_ name: String, pkgConfig: String, package: String) -> Target {
    check(name, rank: Layer.c.rawValue, uses: [])
    return .systemLibrary(
        name: name,
        path: "Sources/c/\(name)",
        pkgConfig: pkgConfig,
        providers: [.apt([package])]
    )
}

/// A thin `extern "C"` face on a C++ library, so that no Swift target needs C++ interoperability.
@MainActor
func shim(_ name: String, folder: String = "c", libraries: [String]) -> Target {
    check(name, rank: Layer.c.rawValue, uses: [])
    return .target(
        name: name,
        path: "Sources/\(folder)/\(name)",
        linkerSettings: libraries.map { .linkedLibrary($0) }
    )
}

@MainActor
func executable(_ name: String, uses dependencies: [String]) -> Target {
    check(name, rank: Layer.executables.rawValue, uses: dependencies)
    return .executableTarget(
        name: name,
        dependencies: dependencies.map { .target(name: $0) },
        path: "Sources/executables/\(name)",
        swiftSettings: strict + [.strictMemorySafety()],
        linkerSettings: allocator
    )
}

/// What only tests use; it may see every layer below the executables.
@MainActor
func support(_ name: String, uses dependencies: [String]) -> Target {
    check(name, rank: Layer.executables.rawValue, uses: dependencies)
    return .target(
        name: name,
        dependencies: dependencies.map { .target(name: $0) },
        path: "Sources/Testing/\(name)",
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

/// A libFuzzer program; the sanitizer brings its `main`.
@MainActor
func fuzzer(_ name: String, uses dependencies: [String]) -> Target {
    check(name, rank: Layer.executables.rawValue, uses: dependencies)
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
        // 0 c: module maps and shims.
        system("CSQLite", pkgConfig: "sqlite3", package: "libsqlite3-dev"),
        system("CPostgreSQL", pkgConfig: "libpq", package: "libpq-dev"),
        system("CMicroHTTPD", pkgConfig: "libmicrohttpd", package: "libmicrohttpd-dev"),
        system("CCurl", pkgConfig: "libcurl", package: "libcurl4-openssl-dev"),
        system("CSodium", pkgConfig: "libsodium", package: "libsodium-dev"),
        system("CEvent", pkgConfig: "libevent_core", package: "libevent-dev"),
        shim("CSIMDJSON", libraries: ["simdjson"]),
        shim("CPhoneNumber", libraries: ["phonenumber"]),
        shim("CRE2", libraries: ["re2"]),

        // 1 base: one small type a file.
        module(.base, "Essentials"),

        // 2 runtime: what every service stands on.
        module(.runtime, "Database", uses: ["Essentials", "CSQLite", "CPostgreSQL"]),
        module(.runtime, "Secrets", uses: ["Essentials", "CSodium"]),
        module(.runtime, "Telemetry", uses: ["Essentials"]),
        module(.runtime, "EventLoop", uses: ["Essentials", "CEvent"]),
        module(.runtime, "JSONCoding", uses: ["Essentials", "CSIMDJSON"]),

        // 3 codecs: bytes and text to values and back.
        module(.codecs, "SMSText", uses: ["Essentials"]),
        module(.codecs, "SMPPCodec", uses: ["Essentials"]),
        module(.codecs, "PhoneNumbers", uses: ["Essentials", "CPhoneNumber"]),
        module(.codecs, "CSVCoding"),
        module(.codecs, "Attributes", uses: ["JSONCoding", "Essentials"]),

        // 4 machines: input and time in, actions out.
        module(.machines, "MessageDispatch", uses: ["Essentials"]),
        module(.machines, "Delivery", uses: ["Essentials"]),
        module(.machines, "SMPPSession", uses: ["SMPPCodec", "Essentials"]),
        module(.machines, "Filters", uses: ["Attributes", "JSONCoding", "CRE2", "Essentials"]),
        module(.machines, "Identity", uses: ["Attributes", "Essentials"]),

        // 5 domain: the vocabulary and the ports.
        module(.domain, "Domain", uses: ["Attributes", "Essentials"]),

        // 6 services: the rules at work.
        module(
            .services,
            "Accounts",
            uses: ["Domain", "Attributes", "Secrets", "Essentials"]
        ),
        module(
            .services,
            "Messaging",
            uses: [
                "Domain", "MessageDispatch", "SMSText", "PhoneNumbers", "Telemetry", "Essentials",
            ]
        ),
        module(
            .services,
            "NotificationDelivery",
            uses: ["Domain", "Delivery", "JSONCoding", "Secrets", "Telemetry", "Essentials"]
        ),
        module(.services, "Lookup", uses: ["Domain", "PhoneNumbers", "Telemetry", "Essentials"]),
        module(
            .services,
            "Audience",
            uses: [
                "Domain", "Filters", "Identity", "Attributes", "CSVCoding", "JSONCoding",
                "PhoneNumbers", "Essentials",
            ]
        ),

        // 6 adapters: ports on real technology.
        adapter("SQLStore", uses: ["Domain", "Database", "JSONCoding", "Essentials"]),
        adapter("HTTPServer", uses: ["CMicroHTTPD", "Telemetry", "Essentials"]),
        adapter("HTTPClient", uses: ["Domain", "CCurl", "Telemetry", "Essentials"]),
        adapter(
            "SMPPTransport",
            uses: ["EventLoop", "SMPPSession", "SMPPCodec", "Telemetry", "Essentials"]
        ),

        // 7 borders: what several interfaces share.
        module(
            .borders,
            "HTTPAPI",
            uses: [
                "HTTPServer", "Accounts", "Audience", "Attributes", "CSVCoding", "Domain",
                "JSONCoding", "Essentials",
            ]
        ),

        // 8 interfaces: the borders.
        module(
            .interfaces,
            "IngestAPI",
            uses: [
                "HTTPAPI", "HTTPServer", "Accounts", "Audience", "Attributes", "Domain",
                "JSONCoding", "Essentials",
            ]
        ),
        module(
            .interfaces,
            "ProductAPI",
            uses: [
                "HTTPAPI", "HTTPServer", "Accounts", "Audience", "Attributes", "CSVCoding",
                "Domain", "JSONCoding", "Essentials",
            ]
        ),
        module(
            .interfaces,
            "TransactionalAPI",
            uses: [
                "HTTPAPI", "HTTPServer", "Accounts", "Messaging", "Lookup", "Domain", "JSONCoding",
                "SMSText",
                "Secrets", "Telemetry", "Essentials",
            ]
        ),
        module(
            .interfaces,
            "SMPPGateway",
            uses: [
                "SMPPTransport", "SMPPSession", "SMPPCodec", "EventLoop", "SMSText", "Messaging",
                "NotificationDelivery", "Delivery", "Accounts", "Domain", "Telemetry", "Essentials",
            ]
        ),
        module(
            .interfaces,
            "Carriers",
            uses: [
                "Domain", "SMPPTransport", "SMPPSession", "SMPPCodec", "SMSText", "EventLoop",
                "Telemetry", "Essentials",
            ]
        ),

        // 9 executables: the composition root.
        executable(
            "heliograph",
            uses: [
                "TransactionalAPI", "IngestAPI", "ProductAPI", "HTTPAPI", "SMPPGateway", "Carriers",
                "SQLStore", "HTTPServer", "HTTPClient", "Accounts", "Audience", "Attributes",
                "Messaging", "NotificationDelivery", "Lookup", "Domain", "CSVCoding",
                "Database", "Secrets", "Telemetry", "JSONCoding", "SMSText", "PhoneNumbers",
                "Essentials", "EventLoop",
            ]
        ),

        // What tests share.
        support(
            "TestSupport",
            uses: [
                "Database", "SMPPTransport", "SMPPSession", "SMPPCodec", "EventLoop", "Telemetry",
                "Essentials",
            ]
        ),
        shim("CSMPP34", folder: "Testing", libraries: ["smpp34"]),

        tests("EssentialsTests", uses: ["Essentials", "TestSupport"]),
        tests("JSONCodingTests", uses: ["JSONCoding", "Essentials"]),
        tests("AttributesTests", uses: ["Attributes", "JSONCoding", "Essentials"]),
        tests("FiltersTests", uses: ["Filters", "Attributes", "JSONCoding", "Essentials"]),
        tests("CSVCodingTests", uses: ["CSVCoding", "Essentials", "TestSupport"]),
        tests("SMSTextTests", uses: ["SMSText", "Essentials"]),
        tests("SMPPCodecTests", uses: ["SMPPCodec", "Essentials", "CSMPP34"]),
        tests("PhoneNumbersTests", uses: ["PhoneNumbers", "Essentials", "TestSupport"]),
        tests("DatabaseTests", uses: ["Database", "Essentials", "TestSupport"]),
        tests("TelemetryTests", uses: ["Telemetry", "Essentials"]),
        tests("EventLoopTests", uses: ["EventLoop", "Essentials", "TestSupport"]),
        tests("HTTPServerTests", uses: ["HTTPServer", "Telemetry", "Essentials"]),
        tests("DeliveryTests", uses: ["Delivery", "Essentials"]),
        tests("HTTPClientTests", uses: ["HTTPClient", "Domain", "Essentials", "TestSupport"]),
        tests("SecretsTests", uses: ["Secrets", "Essentials"]),
        tests(
            "AccountsTests",
            uses: [
                "Accounts", "SQLStore", "Database", "Domain", "Secrets", "Essentials",
                "TestSupport",
            ]
        ),
        tests(
            "SQLStoreTests",
            uses: ["SQLStore", "Database", "Domain", "Essentials", "TestSupport"]
        ),
        tests(
            "CommandLineTests",
            uses: [
                "heliograph", "Accounts", "SQLStore", "Database", "Domain", "Secrets", "JSONCoding",
                "CSVCoding", "Essentials", "TestSupport",
            ]
        ),
        tests("IdentityTests", uses: ["Identity", "Attributes", "Essentials"]),
        tests("MessageDispatchTests", uses: ["MessageDispatch", "Essentials"]),
        tests("SMPPSessionTests", uses: ["SMPPSession", "SMPPCodec", "Essentials"]),
        tests(
            "NotificationDeliveryTests",
            uses: [
                "NotificationDelivery", "Delivery", "HTTPClient", "SQLStore", "Domain", "Database",
                "Secrets", "Telemetry", "Essentials", "TestSupport",
            ]
        ),
        tests(
            "BlackBoxTests",
            uses: [
                "Carriers", "CSVCoding", "SMPPTransport", "SMPPSession", "SMPPCodec", "SMSText",
                "EventLoop", "Telemetry", "Essentials", "TestSupport",
            ]
        ),
        tests(
            "SMPPGatewayTests",
            uses: [
                "SMPPGateway", "SMPPSession", "SMPPTransport", "SMPPCodec", "SMSText", "Messaging",
                "NotificationDelivery", "Domain", "Essentials",
            ]
        ),
        tests(
            "CarriersTests",
            uses: [
                "Carriers", "SMPPCodec", "SMSText", "EventLoop", "Telemetry", "Domain",
                "Essentials", "TestSupport",
            ]
        ),
        tests(
            "AudienceTests",
            uses: [
                "Audience", "HTTPAPI", "SQLStore", "Database", "Domain", "Identity", "Attributes",
                "CSVCoding", "JSONCoding", "Essentials", "TestSupport",
            ]
        ),
        tests(
            "SMPPTransportTests",
            uses: [
                "SMPPTransport", "SMPPSession", "SMPPCodec", "EventLoop", "Telemetry", "Essentials",
                "TestSupport",
            ]
        ),
        tests(
            "HTTPAPITests",
            uses: [
                "HTTPAPI", "HTTPServer", "Attributes", "CSVCoding", "Domain", "JSONCoding",
                "Essentials",
            ]
        ),
        tests("LookupTests", uses: ["Lookup", "Domain"]),
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
        fuzzer("FiltersFuzz", uses: ["Filters", "Attributes", "JSONCoding", "Essentials"]),
    ]
}

// The micro benchmarks stand before the allocator, so only Scripts/bench asks for them.
if Context.environment["HELIOGRAPH_MICRO"] != nil {
    check("CAllocations", rank: Layer.c.rawValue, uses: [])
    package.targets += [
        .target(name: "CAllocations", path: "Benchmarks/CAllocations"),
        .executableTarget(
            name: "heliograph-micro",
            dependencies: [
                "CAllocations", "TransactionalAPI", "HTTPAPI", "SQLStore", "HTTPServer", "Accounts",
                "Messaging", "Lookup", "Domain", "MessageDispatch", "Database", "Secrets",
                "CSVCoding", "JSONCoding", "SMPPCodec", "TestSupport", "Essentials", "Identity",
                "Filters",
                "Audience",
                "Attributes",
            ],
            path: "Benchmarks/Micro",
            swiftSettings: strict,
            linkerSettings: [.linkedLibrary("jemalloc")]
        ),
    ]
}
