package io.meshsdk.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaConstructor;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.Timer;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** The ways by which code helps itself to time, threads and chance instead of being given them. */
final class BannedCalls {
    private static final String NEW = JavaConstructor.CONSTRUCTOR_NAME;

    private static final Map<String, Set<String>> ALWAYS = Map.ofEntries(
            Map.entry(System.class.getName(), Set.of("nanoTime", "currentTimeMillis")),
            Map.entry(Clock.class.getName(), Set.of("systemUTC", "systemDefaultZone", "system")),
            Map.entry(Math.class.getName(), Set.of("random")),
            Map.entry(Random.class.getName(), Set.of(NEW)),
            Map.entry(SecureRandom.class.getName(), Set.of(NEW, "getInstance", "getInstanceStrong")),
            Map.entry(RandomGenerator.class.getName(), Set.of("getDefault", "of")),
            Map.entry(RandomGeneratorFactory.class.getName(), Set.of("create", "getDefault")),
            Map.entry(UUID.class.getName(), Set.of("randomUUID")),
            Map.entry(ThreadLocalRandom.class.getName(), Set.of("current")),
            Map.entry(Thread.class.getName(), Set.of("sleep", "startVirtualThread", "ofVirtual", "ofPlatform")),
            Map.entry(TimeUnit.class.getName(), Set.of("sleep")),
            Map.entry(ForkJoinPool.class.getName(), Set.of("commonPool")));

    /** What has threads of its own, by itself or as what a class of ours extends. */
    private static final List<Class<?>> THREADS =
            List.of(Thread.class, ThreadPoolExecutor.class, ForkJoinPool.class, Timer.class);

    /** Types that a pure decision has no use for. */
    static final DescribedPredicate<JavaClass> THREADS_CLOCKS_AND_CHANCE = DescribedPredicate.describe(
            "threads, clocks, chance",
            type -> type.isAssignableTo(Thread.class)
                    || type.isAssignableTo(Executor.class)
                    || type.isAssignableTo(Clock.class)
                    || type.isAssignableTo(Random.class)
                    || type.isAssignableTo(Timer.class)
                    || type.isAssignableTo(CompletableFuture.class));

    static final DescribedPredicate<JavaAccess<?>> AMBIENT = DescribedPredicate.describe(
            "takes time, threads or chance from the JVM",
            access -> isAmbient(access.getTarget().getOwner(), access.getName(), access));

    static final DescribedPredicate<JavaAccess<?>> PARKING = DescribedPredicate.describe(
            "makes a thread wait",
            access -> access.getTarget().getOwner().isEquivalentTo(LockSupport.class)
                    && access.getName().startsWith("park"));

    private BannedCalls() {}

    private static boolean isAmbient(JavaClass owner, String method, JavaAccess<?> access) {
        if (ALWAYS.getOrDefault(owner.getName(), Set.of()).contains(method)) {
            return true;
        }
        if (method.equals(NEW)) {
            // A generator that is given its seed is no chance.
            return THREADS.stream().anyMatch(owner::isAssignableTo)
                    || (owner.isEquivalentTo(SplittableRandom.class) && takesNothing(access));
        }
        if (method.equals("parallelStream") && owner.isAssignableTo(Collection.class)) {
            return true;
        }
        // Executors' factories make threads of their own unless given a factory; the wrappers make none.
        if (owner.isEquivalentTo(Executors.class)) {
            return method.startsWith("new");
        }
        if (owner.getPackageName().equals("java.time")) {
            return method.equals("now") && !takes(access, Clock.class);
        }
        if (owner.isEquivalentTo(CompletableFuture.class)) {
            // The common pool, or the JDK's one static timer thread.
            return (method.endsWith("Async") && !takes(access, Executor.class))
                    || Set.of("orTimeout", "completeOnTimeout", "delayedExecutor")
                            .contains(method);
        }
        return false;
    }

    private static boolean takesNothing(JavaAccess<?> access) {
        return access.getTarget() instanceof CodeUnitAccessTarget call
                && call.getRawParameterTypes().isEmpty();
    }

    private static boolean takes(JavaAccess<?> access, Class<?> parameter) {
        return access.getTarget() instanceof CodeUnitAccessTarget call
                && call.getRawParameterTypes().stream().anyMatch(p -> p.isEquivalentTo(parameter));
    }
}
