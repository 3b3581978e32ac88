package io.meshsdk.samples.canary;

import io.meshsdk.samples.canary.caller.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntFunction;

/** Makes calls, and counts what came of them. */
final class Load {
    private Load() {}

    /**
     * @param failed calls that failed
     * @param byVersion answers of the others
     * @param certificates serial numbers of the certificates that callers showed, in the order of their first use
     */
    record Result(
            int calls,
            int failed,
            Map<String, Integer> byVersion,
            Map<Integer, Integer> byStatus,
            List<String> certificates) {
        int of(String version) {
            return byVersion.getOrDefault(version, 0);
        }
    }

    /** One after the other. */
    static Result calls(int count, IntFunction<? extends Answer> call) {
        List<Answer> answers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            answers.add(call.apply(i));
        }
        return result(answers);
    }

    /** All at once. */
    static Result together(int count, IntFunction<? extends Answer> call) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            List<Callable<Answer>> tasks = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int id = i;
                tasks.add(() -> call.apply(id));
            }
            List<Answer> answers = new ArrayList<>();
            for (Future<Answer> answer : threads.invokeAll(tasks)) {
                answers.add(answer.get());
            }
            return result(answers);
        } finally {
            threads.shutdownNow();
        }
    }

    /** What runs on several threads while something else is done. */
    interface Change {
        void make() throws Exception;
    }

    static Result during(Change change, int threads, IntFunction<? extends Answer> call) throws Exception {
        AtomicBoolean running = new AtomicBoolean(true);
        ExecutorService callers = Executors.newFixedThreadPool(threads);
        try {
            List<Future<List<Answer>>> results = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                results.add(callers.submit(() -> {
                    List<Answer> answers = new ArrayList<>();
                    while (running.get()) {
                        answers.add(call.apply(answers.size()));
                    }
                    return answers;
                }));
            }
            try {
                change.make();
            } finally {
                running.set(false);
            }
            List<Answer> all = new ArrayList<>();
            for (Future<List<Answer>> result : results) {
                all.addAll(result.get());
            }
            return result(all);
        } finally {
            callers.shutdownNow();
        }
    }

    private static Result result(List<Answer> answers) {
        Map<String, Integer> byVersion = new TreeMap<>();
        Map<Integer, Integer> byStatus = new TreeMap<>();
        int failed = 0;
        for (Answer answer : answers) {
            byStatus.merge(answer.status(), 1, Integer::sum);
            if (answer.ok()) {
                byVersion.merge(answer.version(), 1, Integer::sum);
            } else {
                failed++;
            }
        }
        List<String> certificates = answers.stream()
                .filter(Answer::ok)
                .map(Answer::certificate)
                .distinct()
                .toList();
        return new Result(answers.size(), failed, byVersion, byStatus, certificates);
    }
}
