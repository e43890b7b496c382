package org.rehome.standalone;

import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;

/// SIGINT and SIGTERM, told apart. A shutdown hook cannot do that, nor choose the exit status; it stays in place for
/// every other way in which a JVM is asked to end (SIGHUP when the terminal closes).
///
/// The class for it, `sun.misc.Signal`, is in the exported part of `jdk.unsupported`, but javac warns of every use by
/// name with a warning that nothing suppresses; so it is looked up.
final class Signals {
    private static final int INTERRUPTED = 130;
    private static final Map<String, Integer> STATUS = Map.of("INT", INTERRUPTED, "TERM", 0);

    private Signals() {}

    /// Calls `ended` with the exit status that the signal asks for: 130 after Ctrl-C, 0 after `kill`, which is an
    /// orderly end. The second signal ends the JVM at once.
    static void handle(IntConsumer ended) {
        var first = new AtomicBoolean(true);
        STATUS.forEach((signal, status) -> install(signal, () -> {
            if (first.getAndSet(false)) {
                ended.accept(status);
            } else {
                // The children's pipes break with this process, and they end by that.
                Runtime.getRuntime().halt(INTERRUPTED);
            }
        }));
    }

    private static void install(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object actor = Proxy.newProxyInstance(
                    Signals.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                        action.run();
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), actor);
        } catch (ReflectiveOperationException e) {
            // The JVM was told to leave its signals alone (-Xrs), or is not ours: then the shutdown hook has to do.
            System.getLogger(Signals.class.getName()).log(System.Logger.Level.DEBUG, "signal not handled error=" + e);
        }
    }
}
