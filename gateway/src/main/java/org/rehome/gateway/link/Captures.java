package org.rehome.gateway.link;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.rehome.contracts.address.Domain;
import org.rehome.gateway.link.CaptureRights.Right;

/// The capture streams of one pool, by partner domain: those of the planned ones that this gateway has a right to.
final class Captures {
    private final Maker maker;
    private final CaptureRights rights;
    private final Map<Domain, CaptureStream> streams = new HashMap<>();

    @FunctionalInterface
    interface Maker {
        CaptureStream make(Endpoint endpoint);
    }

    Captures(Maker maker, CaptureRights rights) {
        this.maker = maker;
        this.rights = rights;
    }

    /// Opens and closes streams until they are as planned.
    void adapt(Map<Domain, Endpoint> planned) throws InterruptedException {
        close(takeOut(each ->
                !each.equals(planned.get(each.name())) || rights.right(each.pool(), each.name()) == Right.NONE));
        open(planned);
    }

    private synchronized void open(Map<Domain, Endpoint> planned) {
        planned.forEach((domain, endpoint) -> {
            Right right = rights.right(endpoint.pool(), domain);
            if (right == Right.CONNECT || right == Right.READ) {
                CaptureStream stream = streams.computeIfAbsent(domain, missing -> started(endpoint));
                if (right == Right.READ) {
                    stream.permitReading();
                }
            }
        });
    }

    private CaptureStream started(Endpoint endpoint) {
        CaptureStream made = maker.make(endpoint);
        made.stream().start();
        return made;
    }

    synchronized List<LinkStatus> statuses() {
        return streams.values().stream().map(each -> each.stream().status()).toList();
    }

    /// These streams do not come back when they end.
    synchronized void last(Predicate<Endpoint> which) {
        streams.values().stream()
                .filter(each -> which.test(each.stream().endpoint()))
                .forEach(each -> each.stream().last());
    }

    /// Waits until these streams have ended, which the pool does when another gateway has taken them, or for as long as
    /// the limit.
    void awaitEnds(Predicate<Endpoint> which, long deadline) throws InterruptedException {
        List<CaptureStream> asked;
        synchronized (this) {
            asked = streams.values().stream()
                    .filter(each -> which.test(each.stream().endpoint()))
                    .toList();
        }
        for (CaptureStream each : asked) {
            each.awaitEnd(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        }
    }

    /// Closes streams; returns when what they had read is durable.
    void close(Predicate<Endpoint> which) throws InterruptedException {
        close(takeOut(which));
    }

    private synchronized List<CaptureStream> takeOut(Predicate<Endpoint> which) {
        List<CaptureStream> taken = streams.values().stream()
                .filter(each -> which.test(each.stream().endpoint()))
                .toList();
        streams.values().removeAll(taken);
        return taken;
    }

    private static void close(Collection<CaptureStream> gone) throws InterruptedException {
        List<Thread> closing = new ArrayList<>();
        for (CaptureStream each : gone) {
            closing.add(Thread.ofVirtual().start(() -> {
                try {
                    each.close();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }));
        }
        for (Thread each : closing) {
            each.join();
        }
    }
}
