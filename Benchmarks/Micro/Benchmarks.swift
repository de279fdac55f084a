import CAllocations
import Essentials
import Glibc

/// Runs benchmarks and prints what an operation costs.
struct Benchmarks {
    /// Only benchmarks whose name has it run.
    let filter: String

    private static let rounds = 7
    private static let roundNanoseconds: UInt64 = 150_000_000

    /// Measures a body that does the given number of operations each time.
    func measure(_ name: String, operations: Int = 1, _ body: () throws -> Void) rethrows {
        guard filter.isEmpty || name.contains(filter) else { return }
        var calls = 1
        while try time(calls, body).nanoseconds < Benchmarks.roundNanoseconds { calls *= 2 }
        var costs: [Cost] = []
        for _ in 0..<Benchmarks.rounds { costs.append(try time(calls, body)) }
        report(name, costs, operations: calls * operations)
    }

    /// Measures a body that waits, and that does the given number of operations each time.
    func measure(
        _ name: String,
        operations: Int = 1,
        _ body: () async throws -> Void
    ) async rethrows {
        guard filter.isEmpty || name.contains(filter) else { return }
        var calls = 1
        while try await time(calls, body).nanoseconds < Benchmarks.roundNanoseconds { calls *= 2 }
        var costs: [Cost] = []
        for _ in 0..<Benchmarks.rounds { costs.append(try await time(calls, body)) }
        report(name, costs, operations: calls * operations)
    }

    private struct Cost {
        var nanoseconds: UInt64
        var cpuNanoseconds: UInt64
        var allocations: UInt64

        static var now: Cost {
            var cpu = timespec()
            clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu)
            return Cost(
                nanoseconds: monotonicNanoseconds(),
                cpuNanoseconds: UInt64(cpu.tv_sec) * 1_000_000_000 + UInt64(cpu.tv_nsec),
                allocations: CAllocations_count()
            )
        }

        static func - (left: Cost, right: Cost) -> Cost {
            Cost(
                nanoseconds: left.nanoseconds - right.nanoseconds,
                cpuNanoseconds: left.cpuNanoseconds - right.cpuNanoseconds,
                allocations: left.allocations - right.allocations
            )
        }
    }

    private func time(_ calls: Int, _ body: () throws -> Void) rethrows -> Cost {
        let start = Cost.now
        for _ in 0..<calls { try body() }
        return .now - start
    }

    private func time(_ calls: Int, _ body: () async throws -> Void) async rethrows -> Cost {
        let start = Cost.now
        for _ in 0..<calls { try await body() }
        return .now - start
    }

    /// Prints the CPU of the fastest round, which others on the machine disturbed least.
    private func report(_ name: String, _ costs: [Cost], operations: Int) {
        let cpu = costs.map(\.cpuNanoseconds).min() ?? 0
        let elapsed = costs.map(\.nanoseconds).min() ?? 0
        let allocations = costs.map(\.allocations).min() ?? 0
        let count = Double(operations)
        print(
            """
            {"name":"\(name)","nanoseconds":\(rounded(Double(elapsed) / count)),\
            "cpu_nanoseconds":\(rounded(Double(cpu) / count)),\
            "allocations":\(rounded(Double(allocations) / count))}
            """
        )
        fflush(nil)
    }

    private func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }
}
