package io.meshsdk.internal.balance;

import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Turns in proportion to weights, in the order in which an earliest-deadline-first schedule gives them. Periodic: the
 * turns of one period are worked out beforehand, so that taking one is a single addition.
 *
 * <p>Safe for use by many threads.
 */
final class Schedule {
    /** Periods longer than this are shortened, which changes no share by more than one part in that many. */
    private static final int MAX_PERIOD = 16_384;

    /** Empty where all weights are equal: then the turn itself is the answer. */
    private final char[] turns;

    private final int size;
    private final AtomicInteger next;

    private Schedule(char[] turns, int size, int start) {
        this.turns = turns;
        this.size = size;
        this.next = new AtomicInteger(Math.floorMod(start, Math.max(1, turns.length == 0 ? size : turns.length)));
    }

    /**
     * @param weights at least one, none below 0, at least one above 0, not more than 65 535
     * @param start any number: which turn is the first
     */
    static Schedule of(long[] weights, int start) {
        if (areEqual(weights)) {
            return new Schedule(new char[0], weights.length, start);
        }
        long[] shares = reduced(weights);
        long period = 0;
        for (long share : shares) {
            period += share;
        }
        return new Schedule(earliestDeadlineFirst(shares, (int) period), weights.length, start);
    }

    boolean isEven() {
        return turns.length == 0;
    }

    int next() {
        int turn = next.getAndIncrement();
        return turns.length == 0 ? Integer.remainderUnsigned(turn, size) : at(turn);
    }

    /** Any turn, by chance: an index in proportion to the weights. */
    int any(int random) {
        return turns.length == 0 ? Integer.remainderUnsigned(random, size) : at(random);
    }

    private int at(int turn) {
        return turns[Integer.remainderUnsigned(turn, turns.length)];
    }

    private record Entry(int index, double deadline, long order) {}

    private static char[] earliestDeadlineFirst(long[] shares, int period) {
        PriorityQueue<Entry> queue = new PriorityQueue<>((a, b) -> {
            int byDeadline = Double.compare(a.deadline, b.deadline);
            return byDeadline != 0 ? byDeadline : Long.compare(a.order, b.order);
        });
        long order = 0;
        for (int i = 0; i < shares.length; i++) {
            if (shares[i] > 0) {
                queue.add(new Entry(i, 1.0 / shares[i], order++));
            }
        }
        char[] turns = new char[period];
        for (int turn = 0; turn < period; turn++) {
            Entry entry = queue.remove();
            turns[turn] = (char) entry.index;
            queue.add(new Entry(entry.index, entry.deadline + 1.0 / shares[entry.index], order++));
        }
        return turns;
    }

    private static long[] reduced(long[] weights) {
        long divisor = 0;
        long sum = 0;
        for (long weight : weights) {
            divisor = gcd(divisor, weight);
            sum += weight;
        }
        long[] shares = new long[weights.length];
        long reducedSum = sum / divisor;
        for (int i = 0; i < weights.length; i++) {
            long share = weights[i] / divisor;
            shares[i] = reducedSum <= MAX_PERIOD || share == 0
                    ? share
                    : Math.max(1, Math.round((double) share * MAX_PERIOD / reducedSum));
        }
        return shares;
    }

    private static boolean areEqual(long[] weights) {
        for (long weight : weights) {
            if (weight != weights[0]) {
                return false;
            }
        }
        return true;
    }

    private static long gcd(long a, long b) {
        return b == 0 ? a : gcd(b, a % b);
    }
}
