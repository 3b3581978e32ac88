package io.meshsdk.bench;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What one window of load came to. CPU and allocation are the whole process's: garbage collection, compilation and idle threads
 * count.
 */
record Measured(
        double callsPerSecond, double p50Micros, double p99Micros, double bytesPerCall, double cpuMicrosPerCall) {

    static Measured of(Load.Reading before, Load.Reading after, long[] sortedNanos) {
        double calls = after.calls() - before.calls();
        return new Measured(
                calls * 1e9 / (after.nanos() - before.nanos()),
                percentile(sortedNanos, 0.50),
                percentile(sortedNanos, 0.99),
                (after.allocatedBytes() - before.allocatedBytes()) / calls,
                (after.cpuNanos() - before.cpuNanos()) / 1e3 / calls);
    }

    /** Each value's own median over the rounds. */
    static Measured median(List<Measured> rounds) {
        return new Measured(
                median(rounds, Measured::callsPerSecond),
                median(rounds, Measured::p50Micros),
                median(rounds, Measured::p99Micros),
                median(rounds, Measured::bytesPerCall),
                median(rounds, Measured::cpuMicrosPerCall));
    }

    static double median(List<Measured> rounds, ToDoubleFunction<Measured> value) {
        double[] sorted = rounds.stream().mapToDouble(value).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static double percentile(long[] sortedNanos, double rank) {
        if (sortedNanos.length == 0) {
            return Double.NaN;
        }
        return sortedNanos[(int) Math.min(sortedNanos.length - 1L, (long) (sortedNanos.length * rank))] / 1e3;
    }

    /** As a row of the table of {@link #HEADER}. */
    String row(String name) {
        return String.format(
                "| %s | %,.0f | %.0f | %.0f | %,.0f | %.2f |",
                name, callsPerSecond, p50Micros, p99Micros, bytesPerCall, cpuMicrosPerCall);
    }

    static final String HEADER =
            "| | calls/s | p50 µs | p99 µs | bytes/call | CPU µs/call |\n|---|---|---|---|---|---|";
}
