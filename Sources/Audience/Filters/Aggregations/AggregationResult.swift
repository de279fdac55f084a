public import Attributes
public import JSONCoding

/// The result of an aggregation.
public struct AggregationResult: Sendable, Hashable {
    /// The name of the aggregation.
    public let name: String
    /// The result.
    public let outcome: Outcome

    /// Creates a result.
    public init(name: String, outcome: Outcome) {
        self.name = name
        self.outcome = outcome
    }

    /// The kinds of result.
    public enum Outcome: Sendable, Hashable {
        /// A number, day or moment; nil if there were no values.
        case value(AttributeValue?)
        /// One number per percentile.
        case percentiles([Percentile])
        /// Buckets, the number of values outside of them, and the number of rows without a value.
        case buckets([Bucket], others: Int, missing: Int)
    }

    /// A percentile.
    public struct Percentile: Sendable, Hashable {
        /// The percent.
        public let percent: Double
        /// The number; nil if there are no values.
        public let value: Double?

        /// Creates a percentile.
        public init(percent: Double, value: Double?) {
            self.percent = percent
            self.value = value
        }
    }

    /// The rows with one value, or in one interval.
    public struct Bucket: Sendable, Hashable {
        /// The value, or the start of the interval.
        public let key: AttributeValue
        /// The number of contacts or events in the bucket.
        public let count: Int
        /// The nested aggregations.
        public let results: [AggregationResult]

        /// Creates a bucket.
        public init(key: AttributeValue, count: Int, results: [AggregationResult]) {
            self.key = key
            self.count = count
            self.results = results
        }
    }
}

extension JSONWriter {
    /// Writes results as an object by name.
    public mutating func results(_ results: [AggregationResult]) {
        object {
            for result in results {
                $0.key(text: result.name)
                $0.outcome(result.outcome)
            }
        }
    }

    private mutating func outcome(_ outcome: AggregationResult.Outcome) {
        object { writer in
            switch outcome {
            case .value(let value):
                writer.key("value")
                writer.attribute(value)
            case .percentiles(let percentiles):
                writer.key("values")
                writer.object {
                    for percentile in percentiles {
                        $0.key(text: percentile.text)
                        if let value = percentile.value { $0.number(value) } else { $0.null() }
                    }
                }
            case .buckets(let buckets, let others, let missing):
                writer.key("buckets")
                writer.array { for bucket in buckets { $0.bucket(bucket) } }
                writer.member("otherCount", others)
                writer.member("missingCount", missing)
            }
        }
    }

    private mutating func bucket(_ bucket: AggregationResult.Bucket) {
        object {
            $0.key("key")
            $0.attribute(bucket.key)
            $0.member("count", bucket.count)
            guard !bucket.results.isEmpty else { return }
            $0.key("aggregations")
            $0.results(bucket.results)
        }
    }
}

extension AggregationResult.Percentile {
    /// Whole numbers without a fraction: `50`, `99.9`.
    fileprivate var text: String {
        Int(exactly: percent).map(String.init) ?? percent.description
    }
}
