// Counts durations in buckets of equal relative width: 64 to an octave, so within 1.6 %.
#pragma once
#include <stdint.h>

enum { HISTOGRAM_STEPS = 64, HISTOGRAM_BUCKETS = HISTOGRAM_STEPS * 40 };

typedef struct {
    uint64_t counts[HISTOGRAM_BUCKETS];
    uint64_t total;
    uint64_t largest;
} Histogram;

static inline void histogram_add(Histogram *histogram, uint64_t nanoseconds) {
    unsigned shift = 0;
    if (nanoseconds >= 2 * HISTOGRAM_STEPS)
        shift = 63 - (unsigned)__builtin_clzll(nanoseconds) - 6;
    uint64_t bucket = shift * HISTOGRAM_STEPS + (nanoseconds >> shift);
    if (bucket >= HISTOGRAM_BUCKETS) bucket = HISTOGRAM_BUCKETS - 1;
    histogram->counts[bucket]++;
    histogram->total++;
    if (nanoseconds > histogram->largest) histogram->largest = nanoseconds;
}

/// The duration in milliseconds that the given share of all values does not exceed.
static inline double histogram_quantile(const Histogram *histogram, double share) {
    uint64_t rank = (uint64_t)(share * (double)histogram->total + 0.999999), seen = 0;
    for (uint64_t bucket = 0; bucket < HISTOGRAM_BUCKETS; bucket++) {
        seen += histogram->counts[bucket];
        if (seen < rank || seen == 0) continue;
        uint64_t shift = bucket < 2 * HISTOGRAM_STEPS ? 0 : bucket / HISTOGRAM_STEPS - 1;
        uint64_t value = ((bucket - shift * HISTOGRAM_STEPS + 1) << shift) - 1;
        return (double)(value < histogram->largest ? value : histogram->largest) / 1e6;
    }
    return 0;
}
