// swift-tools-version: 6.2
import PackageDescription

// Targets are listed in the order in which data flows: registers → readings → alarms → exposition.
// The allowed arrows are checked by Tests/TidyTests, because SwiftPM does not enforce them.

let language: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .treatAllWarnings(as: .error),
]

// Fuzzing is built on request only: with HALLWATCH_FUZZ set, each target of `fuzz` is a program that
// libFuzzer drives (`.ci/fuzz`), and all code tells it what an input reaches; otherwise a library,
// whose corpus FuzzTests replays.
let fuzzes = Context.environment["HALLWATCH_FUZZ"] != nil
let strict = language + (fuzzes ? [.unsafeFlags(["-sanitize=fuzzer", "-parse-as-library"])] : [])
// What judges and simulates is optimised in debug builds as well: tests play weeks of plant with it.
let quick = strict + [.unsafeFlags(["-O"], .when(configuration: .debug))]
func fuzz(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  let path = "Tests/Fuzz/\(name)"
  return fuzzes
    ? .executableTarget(
      name: "Fuzz\(name)", dependencies: dependencies + ["FuzzDriver"], path: path,
      swiftSettings: strict + [.define("FUZZING")],
      linkerSettings: [.unsafeFlags(["-sanitize=fuzzer"])])
    : .target(
      name: "Fuzz\(name)", dependencies: dependencies, path: path, swiftSettings: strict)
}

let package = Package(
  name: "hallwatch",
  products: [
    .executable(name: "hallwatch", targets: ["hallwatch"])
  ],
  targets: [
    // Pure: the standard library only; no clock, no thread, no I/O.
    // Debug builds of floating-point generics call libm, which only Glibc's module would link.
    .target(
      name: "Registers", swiftSettings: quick, linkerSettings: [.linkedLibrary("m")]),
    .target(name: "Readings", swiftSettings: quick),
    .target(
      name: "DeviceProfiles", dependencies: ["Registers", "Readings"],
      exclude: ["Catalog", "Captures"],
      swiftSettings: quick, plugins: ["EmbedFilesPlugin"]),
    .target(
      name: "Polling", dependencies: ["Registers", "Readings", "DeviceProfiles"],
      swiftSettings: quick),
    .target(name: "Alarms", dependencies: ["Readings"], swiftSettings: quick),
    .target(name: "Exposition", swiftSettings: quick),
    .target(name: "Digests", swiftSettings: quick),
    .target(
      name: "Agent",
      dependencies: ["Registers", "Readings", "DeviceProfiles", "Polling", "Alarms", "Exposition"],
      swiftSettings: quick),
    .target(
      name: "Notification", dependencies: ["Readings", "Alarms", "Agent"],
      swiftSettings: quick),

    .target(
      name: "StatusPage",
      dependencies: [
        "Registers", "Readings", "DeviceProfiles", "Polling", "Alarms", "Digests", "Agent",
      ],
      exclude: ["Assets"], swiftSettings: strict, plugins: ["EmbedFilesPlugin"]),

    .target(
      name: "DashboardFiles", dependencies: ["DeviceProfiles", "Agent"], swiftSettings: strict,
      plugins: ["EmbedFilesPlugin"]),

    // Parsing: bytes in, validated settings or located problems out.
    .target(
      name: "Configuration",
      dependencies: [
        "Registers", "Readings", "DeviceProfiles", "Polling", "Alarms", "Digests", "Agent",
        "Notification",
      ],
      swiftSettings: strict),

    // Edges: touch the world, know no policy.
    .systemLibrary(
      name: "CModbus", pkgConfig: "libmodbus", providers: [.apt(["libmodbus-dev"])]),
    .systemLibrary(name: "CLinux"),
    .target(
      name: "ModbusLink", dependencies: ["Registers", "Readings", "CModbus", "CLinux"],
      swiftSettings: strict),
    .target(name: "Journal", dependencies: ["Digests", "CLinux"], swiftSettings: strict),
    .target(name: "Web", dependencies: ["CLinux"], swiftSettings: strict),
    .target(
      name: "Control",
      dependencies: ["Readings", "Agent", "Configuration", "ModbusLink", "Journal", "CLinux"],
      swiftSettings: strict),
    .target(
      name: "Runtime",
      dependencies: [
        "Registers", "Readings", "DeviceProfiles", "Polling", "Alarms", "Exposition", "Agent",
        "Notification", "StatusPage", "ModbusLink", "Journal", "Web", "CLinux",
      ],
      swiftSettings: strict),

    // Simulators: one plant, mounted in virtual time, on sockets, and inside the demo.
    .target(
      name: "Plant", dependencies: ["Registers", "Readings", "DeviceProfiles"],
      path: "Simulators/Plant", swiftSettings: quick),
    .target(
      name: "WireFaults", dependencies: ["Readings"], path: "Simulators/WireFaults",
      swiftSettings: quick),
    .target(
      name: "Simulation",
      dependencies: [
        "Registers", "Readings", "DeviceProfiles", "Polling", "Alarms", "Exposition", "Agent",
        "Notification", "Configuration", "Plant", "WireFaults", "Digests",
      ],
      path: "Simulators/Simulation", swiftSettings: quick, plugins: ["EmbedFilesPlugin"]),
    .target(
      name: "PlantServer", dependencies: ["Registers", "Readings", "Plant", "CLinux"],
      path: "Simulators/PlantServer", swiftSettings: strict),
    .target(
      name: "WireFaultServer", dependencies: ["Readings", "CLinux", "WireFaults"],
      path: "Simulators/WireFaultServer", swiftSettings: strict),

    // Program
    .executableTarget(
      name: "hallwatch",
      dependencies: [
        "Registers", "Readings", "DeviceProfiles", "Polling", "Alarms", "Exposition", "Agent",
        "Notification", "DashboardFiles", "Configuration", "ModbusLink", "Journal", "Web",
        "Control", "Runtime", "Plant", "Simulation", "PlantServer", "CModbus", "CLinux",
      ],
      exclude: ["Installation"], swiftSettings: strict, plugins: ["EmbedFilesPlugin"]),

    // Build tool: catalogue, scenarios and sites become constants of the binary.
    .executableTarget(name: "EmbedFiles", swiftSettings: language),
    .plugin(
      name: "EmbedFilesPlugin", capability: .buildTool(), dependencies: ["EmbedFiles"],
      path: "Sources/EmbedFilesPlugin"),

    // Benchmarks: ratios to what the same job costs in C. `swift build -c release`, then
    // `.build/release/Benchmarks`.
    .target(
      name: "Floors", path: "Tests/Benchmarks/Floors",
      linkerSettings: [.linkedLibrary("modbus")]),
    .executableTarget(
      name: "Benchmarks",
      dependencies: ["Floors", "Registers", "DeviceProfiles", "Polling", "Configuration"],
      path: "Tests/Benchmarks", exclude: ["Floors"],
      swiftSettings: strict),

    // Fuzzing: hostile input to whatever reads bytes that others wrote.
    .target(name: "FuzzDriver", path: "Tests/Fuzz/Driver", swiftSettings: strict),
    fuzz("HTTPRequest", ["Web"]),
    fuzz("JSON5", ["Agent", "Configuration"]),
    fuzz("SiteFile", ["Configuration"]),
    fuzz("ProfileFile", ["Registers", "Readings", "DeviceProfiles", "Configuration"]),
    fuzz("Spreadsheet", ["DeviceProfiles", "Configuration"]),
    fuzz(
      "ModbusAnswer",
      ["Registers", "Readings", "DeviceProfiles", "Configuration", "ModbusLink"]),
    fuzz("Journal", ["Journal"]),
    fuzz("Control", ["Readings", "Agent", "Configuration", "Control"]),

    // Tests: one target per target, then the tree itself, then whole processes.
    .target(name: "TestSupport", path: "Tests/Support", swiftSettings: strict),
    .testTarget(
      name: "RegistersTests", dependencies: ["Registers", "TestSupport"], swiftSettings: strict),
    .testTarget(name: "ReadingsTests", dependencies: ["Readings"], swiftSettings: strict),
    .testTarget(
      name: "DeviceProfilesTests",
      dependencies: [
        "Registers", "Readings", "DeviceProfiles", "Agent", "Configuration", "TestSupport",
      ], exclude: ["Mistakes"],
      swiftSettings: strict),
    .testTarget(
      name: "PollingTests",
      dependencies: [
        "Registers", "Readings", "DeviceProfiles", "Polling", "TestSupport",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "AlarmsTests", dependencies: ["Readings", "Alarms", "TestSupport"],
      exclude: ["Timelines"], swiftSettings: strict),
    .testTarget(
      name: "ExpositionTests", dependencies: ["Exposition", "TestSupport"], exclude: ["Golden"],
      swiftSettings: strict),
    .testTarget(name: "DigestsTests", dependencies: ["Digests"], swiftSettings: strict),
    .testTarget(
      name: "AgentTests",
      dependencies: [
        "Registers", "Readings", "DeviceProfiles", "Polling", "Alarms", "Exposition", "Agent",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "StatusPageTests",
      dependencies: [
        "Registers", "Readings", "DeviceProfiles", "Polling", "Alarms", "Agent", "StatusPage",
        "Configuration", "Plant", "Simulation",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "DashboardFilesTests",
      dependencies: [
        "Readings", "DeviceProfiles", "Exposition", "Agent", "DashboardFiles", "Configuration",
        "Plant", "Simulation",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "ConfigurationTests",
      dependencies: [
        "Registers", "Readings", "DeviceProfiles", "Polling", "Alarms", "Agent", "Configuration",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "ModbusLinkTests",
      dependencies: [
        "Registers", "Readings", "ModbusLink", "CModbus", "CLinux",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "NotificationTests", dependencies: ["Readings", "Alarms", "Agent", "Notification"],
      swiftSettings: strict),
    .testTarget(
      name: "ControlTests",
      dependencies: ["Agent", "Configuration", "ModbusLink", "Journal", "Control", "CLinux"],
      swiftSettings: strict),
    .testTarget(name: "JournalTests", dependencies: ["Journal"], swiftSettings: strict),
    .testTarget(
      name: "WebTests", dependencies: ["Web", "CLinux", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "RuntimeTests",
      dependencies: [
        "Registers", "Readings", "DeviceProfiles", "Polling", "Alarms", "Agent", "ModbusLink",
        "Journal", "Web", "Runtime", "CLinux",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "PlantTests",
      dependencies: [
        "Registers", "Readings", "DeviceProfiles", "Configuration", "Plant", "PlantServer",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "WireFaultsTests",
      dependencies: [
        "Registers", "Readings", "DeviceProfiles", "Polling", "Alarms", "Exposition", "Agent",
        "ModbusLink", "Web", "Runtime", "WireFaults", "WireFaultServer", "CLinux",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "SimulationTests",
      dependencies: [
        "Registers", "Readings", "DeviceProfiles", "Polling", "Alarms", "Exposition", "Agent",
        "Configuration", "Plant", "WireFaults", "Simulation",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "ProgramTests",
      dependencies: [
        "Registers", "Readings", "Polling", "Alarms", "Agent", "Configuration", "ModbusLink",
        "Notification", "Journal", "CLinux", "Plant", "Simulation", "hallwatch",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "FuzzTests",
      dependencies: [
        "FuzzHTTPRequest", "FuzzJSON5", "FuzzSiteFile", "FuzzProfileFile", "FuzzSpreadsheet",
        "FuzzModbusAnswer", "FuzzJournal", "FuzzControl",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "EndToEndTests", dependencies: [], exclude: ["Counterparts"], swiftSettings: strict),
    .testTarget(name: "TidyTests", dependencies: [], swiftSettings: strict),
  ]
)
