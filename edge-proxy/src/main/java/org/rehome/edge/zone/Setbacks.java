package org.rehome.edge.zone;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// What has led nowhere lately. Each is remembered for a bounded time, by chance longer or shorter, so that
/// what has failed together is not tried again together. Any thread may use it.
///
/// @param <K> what was tried
/// @param <V> what it came to
public final class Setbacks<K, V> {
    private final Duration least;
    private final Duration most;
    private final RandomGenerator random;
    private final LongSupplier nanos;
    private final Map<K, Setback<V>> known = new ConcurrentHashMap<>();

    private record Setback<V>(V what, long until) {}

    /// @param most more than the least
    /// @param nanos the time, such as `System::nanoTime`
    public Setbacks(Duration least, Duration most, RandomGenerator random, LongSupplier nanos) {
        this.least = least;
        this.most = most;
        this.random = random;
        this.nanos = nanos;
    }

    public void add(K key, V what) {
        long now = nanos.getAsLong();
        known.values().removeIf(each -> each.until() - now <= 0);
        known.put(key, new Setback<>(what, now + random.nextLong(least.toNanos(), most.toNanos())));
    }

    /// What it came to, while that is remembered.
    public Optional<V> find(K key) {
        Setback<V> setback = known.get(key);
        return setback != null && setback.until() - nanos.getAsLong() > 0
                ? Optional.of(setback.what())
                : Optional.empty();
    }

    /// It has led somewhere.
    public void forget(K key) {
        known.remove(key);
    }
}
