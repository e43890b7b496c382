package org.rehome.lab.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.rehome.lab.stanza.Stanza;
import org.rehome.lab.xml.Namespaces;

/// Keeps what reaches one user, for tests.
public final class Inbox implements StanzaListener {
    private static final int SHOWN = 5;

    private final String user;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final List<Stanza> stanzas = new ArrayList<>();

    private Inbox(String user) {
        this.user = user;
    }

    /// The inbox of a user (bare address) of the server, from now on.
    public static Inbox of(LabServer server, String user) {
        Inbox inbox = new Inbox(user);
        server.listen(inbox);
        return inbox;
    }

    @Override
    public void received(Received received) {
        if (!received.user().equals(user)) {
            return;
        }
        lock.lock();
        try {
            stanzas.add(received.stanza());
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// All that came, in order.
    public List<Stanza> stanzas() {
        lock.lock();
        try {
            return List.copyOf(stanzas);
        } finally {
            lock.unlock();
        }
    }

    /// Waits until so many stanzas are there.
    ///
    /// @return all that came
    /// @throws AssertionError if they do not come in time
    public List<Stanza> await(int count, Duration bound) throws InterruptedException {
        return await(all -> all.size() >= count, count + " stanzas", bound);
    }

    /// Waits for a stanza, among those that came already and those to come.
    ///
    /// @throws AssertionError if it does not come in time
    public Stanza awaitFirst(Predicate<Stanza> wanted, Duration bound) throws InterruptedException {
        return await(all -> all.stream().anyMatch(wanted), "the stanza asked for", bound).stream()
                .filter(wanted)
                .findFirst()
                .orElseThrow();
    }

    private List<Stanza> await(Predicate<List<Stanza>> enough, String what, Duration bound)
            throws InterruptedException {
        long left = bound.toNanos();
        lock.lockInterruptibly();
        try {
            while (!enough.test(stanzas)) {
                if (left <= 0) {
                    throw new AssertionError("%s did not get %s within %s, but %d: %s"
                            .formatted(user, what, bound, stanzas.size(), lastOnes()));
                }
                left = arrived.awaitNanos(left);
            }
            return List.copyOf(stanzas);
        } finally {
            lock.unlock();
        }
    }

    private List<String> lastOnes() {
        return stanzas.subList(Math.max(0, stanzas.size() - SHOWN), stanzas.size()).stream()
                .map(stanza -> stanza.element().toXml(Namespaces.CONTENT))
                .toList();
    }
}
