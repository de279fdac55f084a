// Measures parts of the hot paths by themselves, and prints one JSON object a line.
//
//     .build/release/heliograph-micro [FILTER]

let filter = CommandLine.arguments.dropFirst().first ?? ""
let benchmarks = Benchmarks(filter: filter)
try JSONBenchmarks.run(benchmarks)
try CSVBenchmarks.run(benchmarks)
try SMPPBenchmarks.run(benchmarks)
try await MessageBenchmarks.run(benchmarks)
try DispatchBenchmarks.run(benchmarks)
IdentityBenchmarks.run(benchmarks)
try FilterBenchmarks.run(benchmarks)
try await StoreBenchmarks.run(benchmarks)
try await AudienceBenchmarks.run(benchmarks)
