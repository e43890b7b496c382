package org.rehome.broker;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.Exit;
import org.jspecify.annotations.Nullable;

/// Keeps an embedded broker from ending the JVM that it is a guest in.
///
/// The broker ends its process when it cannot go on, for instance with a full disk. Its hooks for that are global to
/// the JVM, so a broker is told apart by the thread group that all its threads are in. Exits asked for by any other
/// thread are carried out as ever.
final class Halts {
    private static final Map<ThreadGroup, Consumer<String>> GUESTS = new ConcurrentHashMap<>();

    static {
        Exit.setExitProcedure((status, message) -> ended(message, () -> System.exit(status)));
        Exit.setHaltProcedure(
                (status, message) -> ended(message, () -> Runtime.getRuntime().halt(status)));
    }

    private Halts() {}

    /// From now on, threads of this group that would end the JVM end themselves, and `failed` learns of it.
    static void watch(ThreadGroup group, Consumer<String> failed) {
        GUESTS.put(group, failed);
    }

    static void forget(ThreadGroup group) {
        GUESTS.remove(group);
    }

    private static void ended(@Nullable String message, Runnable carryOut) {
        for (ThreadGroup group = Thread.currentThread().getThreadGroup(); group != null; group = group.getParent()) {
            Consumer<String> failed = GUESTS.get(group);
            if (failed != null) {
                failed.accept(Thread.currentThread().getName() + " gave up"
                        + (message == null ? "; its log lines say why" : ": " + message));
                throw new BrokerEnded();
            }
        }
        carryOut.run();
    }

    /// Unwinds the broker's thread that asked for the end: the code behind such a call does not expect to run.
    static final class BrokerEnded extends Error {
        private static final long serialVersionUID = 1;

        BrokerEnded() {
            super("the embedded broker has ended");
        }
    }
}
