package org.rehome.lab.server;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.rehome.lab.stanza.Stanza;

/// One user: present with one session, or away with a store for what comes meanwhile (XEP-0160).
///
/// What is delivered goes through a queue that one thread at a time empties, so that the order holds when several
/// streams, or a log-in, deliver at once, and no lock is held while the session sees it.
final class Account {
    private final String user;
    private final Consumer<Received> session;
    private final ReentrantLock lock = new ReentrantLock();
    private final Queue<Received> pending = new ArrayDeque<>();
    private final Queue<Received> stored = new ArrayDeque<>();
    private boolean present;
    private boolean delivering;

    Account(String user, Consumer<Received> session) {
        this.user = user;
        this.session = session;
    }

    boolean present() {
        lock.lock();
        try {
            return present;
        } finally {
            lock.unlock();
        }
    }

    void login() {
        lock.lock();
        try {
            present = true;
            pending.addAll(stored);
            stored.clear();
        } finally {
            lock.unlock();
        }
        deliverPending();
    }

    void logout() {
        lock.lock();
        try {
            present = false;
        } finally {
            lock.unlock();
        }
    }

    int stored() {
        lock.lock();
        try {
            return stored.size();
        } finally {
            lock.unlock();
        }
    }

    /// @return false if the user is away and the stanza is nothing to keep
    boolean receive(Stanza stanza) {
        lock.lock();
        try {
            Received received = new Received(user, stanza, System.nanoTime());
            if (present) {
                pending.add(received);
            } else if (worthKeeping(stanza)) {
                stored.add(received);
            } else {
                return false;
            }
        } finally {
            lock.unlock();
        }
        deliverPending();
        return true;
    }

    /// Messages and subscriptions. Errors too, unlike with real servers, so that the ledger learns what was returned.
    private static boolean worthKeeping(Stanza stanza) {
        return switch (stanza.kind()) {
            case MESSAGE -> true;
            case PRESENCE -> stanza.isError() || stanza.type().contains("subscribe");
            case IQ -> stanza.isError();
        };
    }

    private void deliverPending() {
        for (Optional<Received> next = begin(); next.isPresent(); next = begin()) {
            try {
                session.accept(next.get());
            } finally {
                end();
            }
        }
    }

    /// @return the next one for this thread to deliver; none if there is none or another thread is at it
    private Optional<Received> begin() {
        lock.lock();
        try {
            if (delivering || pending.isEmpty()) {
                return Optional.empty();
            }
            delivering = true;
            return Optional.of(pending.remove());
        } finally {
            lock.unlock();
        }
    }

    private void end() {
        lock.lock();
        try {
            delivering = false;
        } finally {
            lock.unlock();
        }
    }
}
