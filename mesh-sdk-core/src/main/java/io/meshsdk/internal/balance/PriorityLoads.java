package io.meshsdk.internal.balance;

/**
 * How calls are shared out among priorities, in per cent, as Envoy computes it: a priority takes as much as its available
 * endpoints times the overprovisioning factor, the next ones what is left; too few available altogether is panic.
 *
 * @param healthy by priority
 * @param degraded by priority, for calls that the healthy ones do not take
 * @param panic by priority: all its endpoints are called, whatever their health
 */
record PriorityLoads(int[] healthy, int[] degraded, boolean[] panic) {
    /**
     * Endpoints of one priority.
     *
     * @param all draining ones, too
     */
    record Counts(int all, int healthy, int degraded, int draining) {
        private int counted() {
            return all - draining;
        }
    }

    static PriorityLoads of(Counts[] priorities, int overprovisioningFactor, double panicThreshold) {
        int n = priorities.length;
        int[] health = new int[n];
        int[] degraded = new int[n];
        int available = 0;
        for (int p = 0; p < n; p++) {
            health[p] = availability(priorities[p].healthy, priorities[p].counted(), overprovisioningFactor);
            degraded[p] = availability(priorities[p].degraded, priorities[p].counted(), overprovisioningFactor);
            available += health[p] + degraded[p];
        }
        available = Math.min(100, available);
        PriorityLoads loads = new PriorityLoads(new int[n], new int[n], new boolean[n]);
        loads.share(health, degraded, available);
        loads.judge(priorities, available, panicThreshold);
        return loads;
    }

    private static int availability(int some, int all, int overprovisioningFactor) {
        return all == 0 ? 0 : (int) Math.min(100, (long) overprovisioningFactor * some / all);
    }

    private void share(int[] health, int[] degradedHealth, int available) {
        if (available == 0) {
            return;
        }
        int left = 100;
        int first = -1;
        int firstDegraded = -1;
        for (int p = 0; p < health.length; p++) {
            first = first < 0 && health[p] > 0 ? p : first;
            healthy[p] = Math.min(left, health[p] * 100 / available);
            left -= healthy[p];
        }
        for (int p = 0; p < health.length; p++) {
            firstDegraded = firstDegraded < 0 && degradedHealth[p] > 0 ? p : firstDegraded;
            degraded[p] = Math.min(left, degradedHealth[p] * 100 / available);
            left -= degraded[p];
        }
        // What rounding left over.
        if (first >= 0) {
            healthy[first] += left;
        } else {
            degraded[firstDegraded] += left;
        }
    }

    private void judge(Counts[] priorities, int available, double panicThreshold) {
        if (panicThreshold == 0 && available == 0) {
            healthy[0] = 100;
            return;
        }
        boolean all = true;
        for (int p = 0; p < priorities.length; p++) {
            panic[p] = available < 100 && isPanic(priorities[p], panicThreshold);
            all &= panic[p];
        }
        if (all) {
            shareByNumber(priorities);
        }
    }

    private static boolean isPanic(Counts counts, double threshold) {
        double percent = counts.counted() == 0
                ? 0
                : 100.0 * counts.healthy / counts.counted() + 100.0 * counts.degraded / counts.counted();
        return percent < threshold;
    }

    /** In panic everywhere health says nothing any more. */
    private void shareByNumber(Counts[] priorities) {
        int total = 0;
        for (Counts counts : priorities) {
            total += counts.all;
        }
        java.util.Arrays.fill(healthy, 0);
        java.util.Arrays.fill(degraded, 0);
        if (total == 0) {
            healthy[0] = 100;
            return;
        }
        int left = 100;
        int first = -1;
        for (int p = 0; p < priorities.length; p++) {
            first = first < 0 && priorities[p].all > 0 ? p : first;
            healthy[p] = 100 * priorities[p].all / total;
            left -= healthy[p];
        }
        healthy[first] += left;
    }
}
