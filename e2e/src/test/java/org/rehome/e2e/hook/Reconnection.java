package org.rehome.e2e.hook;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/// A gateway that comes back: a server refuses its name for as long as it has not seen the earlier stream end.
final class Reconnection {
    private Reconnection() {}

    static Gateway to(Ground ground, String name) {
        var connected = new AtomicReference<@Nullable Gateway>();
        Awaitility.await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> {
            connected.set(ground.connect(name));
            return true;
        });
        Gateway gateway = connected.get();
        if (gateway == null) {
            throw new IllegalStateException(name + " is not connected");
        }
        return gateway;
    }
}
