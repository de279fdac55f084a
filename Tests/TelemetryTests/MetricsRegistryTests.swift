import Essentials
import Telemetry
import Testing

@Suite struct MetricsRegistryTests {
    private func text(_ registry: MetricsRegistry) -> String {
        String(decoding: registry.render(), as: UTF8.self)
    }

    @Test func `a registry renders every kind of metric`() {
        let registry = MetricsRegistry()
        registry.counter("jobs_total", help: "Jobs.", labels: ["kind": "sms"]).add(3)
        registry.counter("turns_total", help: "Turns.", reading: { 4 })
        registry.gauge("depth", help: "Queue depth.").set(2.5)
        registry.gauge("age", help: "Age.", reading: { 7 })
        let histogram = registry.histogram("wait", help: "Wait.", buckets: [0.5, 1])
        for value in [0.5, 0.75, 2] { histogram.observe(value) }
        #expect(
            text(registry) == """
                # HELP jobs_total Jobs.
                # TYPE jobs_total counter
                jobs_total{kind="sms"} 3
                # HELP turns_total Turns.
                # TYPE turns_total counter
                turns_total 4
                # HELP depth Queue depth.
                # TYPE depth gauge
                depth 2.5
                # HELP age Age.
                # TYPE age gauge
                age 7
                # HELP wait Wait.
                # TYPE wait histogram
                wait_bucket{le="0.5"} 1
                wait_bucket{le="1"} 2
                wait_bucket{le="+Inf"} 3
                wait_sum 3.25
                wait_count 3

                """
        )
    }

    @Test func `asking again gives the same series`() {
        let registry = MetricsRegistry()
        let first = registry.counter("a_total", help: "A.", labels: ["x": "1"])
        let second = registry.counter("a_total", help: "A.", labels: ["x": "1"])
        let other = registry.counter("a_total", help: "A.", labels: ["x": "2"])
        first.add()
        second.add(2)
        #expect(first === second)
        #expect(first.value == 3)
        #expect(other.value == 0)
    }

    @Test func `series of what is gone are forgotten, and begin anew`() {
        let registry = MetricsRegistry()
        for carrier in ["a", "ab"] {
            for state in ["up", "a"] {
                registry.counter(
                    "turns_total",
                    help: "Turns.",
                    labels: ["carrier": carrier, "state": state]
                ).add()
            }
        }
        registry.gauge("depth", help: "Depth.").set(1)
        registry.removeSeries(label: "carrier", value: "a")
        #expect(!text(registry).contains(#"carrier="a""#))
        #expect(text(registry).contains(#"turns_total{carrier="ab",state="a"} 1"#))
        #expect(text(registry).contains("depth 1"))
        let again = registry.counter(
            "turns_total",
            help: "Turns.",
            labels: ["carrier": "a", "state": "up"]
        )
        again.add(5)
        #expect(text(registry).contains(#"turns_total{carrier="a",state="up"} 5"#))
        #expect(text(registry).contains(#"turns_total{carrier="ab",state="up"} 1"#))
    }

    @Test func `labels and help are escaped`() {
        let registry = MetricsRegistry()
        registry.counter("a_total", help: "A\\B\nC\"", labels: ["x": "q\"\\\n"]).add()
        #expect(text(registry).contains(#"# HELP a_total A\\B\nC""#))
        #expect(text(registry).contains(#"a_total{x="q\"\\\n"} 1"#))
    }

    @Test func `label sets beyond the limit share one series`() {
        let registry = MetricsRegistry()
        for index in 0..<MetricsRegistry.seriesLimit + 10 {
            registry.counter("a_total", help: "A.", labels: ["x": "\(index)"]).add()
        }
        #expect(text(registry).contains(#"a_total{x="overflow"} 10"#))
    }

    @Test func `a handle counts right from many tasks`() async {
        let registry = MetricsRegistry()
        let counter = registry.counter("a_total", help: "A.")
        let gauge = registry.gauge("b", help: "B.")
        let histogram = registry.histogram("c", help: "C.")
        await withTaskGroup { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<1000 {
                        counter.add()
                        gauge.add(1)
                        gauge.add(-0.5)
                        histogram.observe(.milliseconds(1))
                    }
                }
            }
        }
        #expect(counter.value == 8000)
        #expect(gauge.value == 4000)
        #expect(histogram.count == 8000)
    }

    @Test func `buckets cumulate to the count for random observations`() {
        var generator = SeededGenerator(seed: 7)
        let registry = MetricsRegistry()
        let bounds = [0.1, 0.5, 1, 5]
        let histogram = registry.histogram("c", help: "C.", buckets: bounds)
        let values = (0..<500).map { _ in Double.random(in: 0...6, using: &generator) }
        for value in values { histogram.observe(value) }
        for bound in bounds {
            let expected = values.count { $0 <= bound }
            let text = bound == bound.rounded() ? "\(Int(bound))" : "\(bound)"
            #expect(self.text(registry).contains("c_bucket{le=\"\(text)\"} \(expected)\n"))
        }
        #expect(histogram.count == 500)
        #expect(abs(histogram.sum - values.reduce(0, +)) < 1e-6)
    }

    @Test func `what is no number is not observed`() {
        let histogram = Histogram(buckets: [1])
        histogram.observe(.nan)
        histogram.observe(.infinity)
        #expect(histogram.count == 0)
    }
}
