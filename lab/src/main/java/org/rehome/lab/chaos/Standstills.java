package org.rehome.lab.chaos;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// Who stands still, and for how long still. Two faults may meet in one victim, a short one within a long one: then it
/// stands still until the later of them ends, and the short one does not end the long one early.
final class Standstills {
    private final SuiteControl suite;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<SuiteProcess, Integer> frozen = new EnumMap<>(SuiteProcess.class);
    private final Map<String, Long> stalledUntil = new HashMap<>();

    Standstills(SuiteControl suite) {
        this.suite = suite;
    }

    /// Freezes a process for a time, and returns when that is over.
    void freeze(SuiteProcess process, Duration lasting) throws IOException, InterruptedException {
        begin(process);
        try {
            Thread.sleep(lasting);
        } finally {
            // A process that stands still could not be stopped in order, also when the run is broken off.
            boolean interrupted = Thread.interrupted();
            end(process);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void begin(SuiteProcess process) throws IOException, InterruptedException {
        lock.lock();
        try {
            frozen.merge(process, 1, Integer::sum);
            // also when it is frozen already: it may have been killed and started since
            suite.freeze(process);
        } finally {
            lock.unlock();
        }
    }

    private void end(SuiteProcess process) throws IOException, InterruptedException {
        lock.lock();
        try {
            if (frozen.merge(process, -1, Integer::sum) == 0) {
                suite.resume(process);
            }
        } finally {
            lock.unlock();
        }
    }

    /// Lets a server read nothing for a time, and returns when that is over.
    ///
    /// @param stall tells the server for how long from now
    void stall(String server, Duration lasting, Consumer<Duration> stall) throws InterruptedException {
        lock.lock();
        try {
            long now = System.nanoTime();
            long until = Math.max(stalledUntil.getOrDefault(server, now), now + lasting.toNanos());
            stalledUntil.put(server, until);
            stall.accept(Duration.ofNanos(until - now));
        } finally {
            lock.unlock();
        }
        Thread.sleep(lasting);
    }
}
