import Glibc
import SimulatedWorld

// Runs simulated worlds, each from a seed, and prints the first that breaks a promise.
//
//     heliograph-simulate [SEED | FIRST-LAST] [MUTATION]
//
// Without arguments: the seeds 1 to 1000. A mutation is a fault of ours that must be found; then a
// broken promise is what succeeds.

func fail(_ text: String) -> Never {
    print(text)
    exit(2)
}

let arguments = CommandLine.arguments.dropFirst()
let range = SeedRange(arguments.first ?? "1-1000")
guard let range else { fail("write a seed, or the first and the last as 1-1000") }
let mutation = arguments.dropFirst().first.map { name in
    Mutation(rawValue: name)
        ?? {
            let known = Mutation.allCases.map(\.rawValue).joined(separator: ", ")
            fail("no mutation is named \(name); there are \(known)")
        }()
}
exit(Simulation(seeds: range, mutation: mutation).run() ? 0 : 1)
