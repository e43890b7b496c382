package org.rehome.lab.traffic;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;
import org.rehome.lab.ledger.Ledger;
import org.rehome.lab.ledger.LedgerReport;
import org.rehome.lab.ledger.Token;
import org.rehome.lab.server.LabServer;
import org.rehome.lab.stanza.StanzaKind;
import org.rehome.lab.traffic.Correspondents.Letter;

/// Sends messages between random users and contacts at a given rate, each entered into the ledger before it is sent.
///
/// Where no path exists yet, the sender's server returns the message, and the ledger counts it under the reason. A
/// sender without a session anywhere sends nothing; such a turn is counted by [#skipped()]. So every message sent is
/// delivered, or returned, or really lost.
///
/// One thread sends, so that the messages of a pair leave in the order of their sequence.
public final class Traffic implements AutoCloseable {
    /// Reason under which the ledger counts a message whose sender lost her session between draw and send.
    public static final String NOT_SENT = "not-sent";

    private static final Duration LARGEST_ARREARS = Duration.ofSeconds(1);

    private final Ledger ledger;
    private final Correspondents correspondents;
    private final Envelope envelope;
    private final Mix mix;
    private final RandomGenerator random;
    private final AtomicLong skipped = new AtomicLong();
    private final ReentrantLock turn = new ReentrantLock();
    private final Thread sender = Thread.ofVirtual().name("traffic").unstarted(this::run);
    private volatile double perSecond;
    private volatile boolean stopped;

    private Traffic(Builder builder) {
        ledger = builder.ledger;
        correspondents = new Correspondents(builder.pools, builder.partners, builder.users, builder.direction);
        envelope = new Envelope(builder.bodyLength);
        mix = builder.mix;
        perSecond = builder.perSecond;
        random = RandomGeneratorFactory.getDefault().create(builder.seed);
        Reception reception = new Reception(ledger, envelope);
        Set<LabServer> servers = new LinkedHashSet<>(builder.pools);
        servers.addAll(builder.partners);
        servers.forEach(server -> server.listen(reception));
    }

    /// How many messages of a report were never written: their sender's session had ended.
    public static long notSent(LedgerReport messages) {
        return messages.returnedByReason().getOrDefault(NOT_SENT, 0L);
    }

    /// Describes a load that is entered into the ledger.
    public static Builder on(Ledger ledger) {
        return new Builder(ledger);
    }

    /// Collects what the load shall be.
    public static final class Builder {
        private final Ledger ledger;
        private final List<LabServer> pools = new ArrayList<>();
        private final List<LabServer> partners = new ArrayList<>();
        private @Nullable List<String> users;
        private Direction direction = Direction.BOTH;
        private Mix mix = Mix.MESSAGES;
        private double perSecond = 50;
        private int bodyLength = 80;
        private long seed = ThreadLocalRandom.current().nextLong();

        private Builder(Ledger ledger) {
            this.ledger = ledger;
        }

        /// Servers where the local users have their sessions; one user may have accounts on several.
        public Builder pools(List<? extends LabServer> servers) {
            pools.addAll(servers);
            return this;
        }

        /// Only these users of the pools write and are written to; all of them if not said.
        public Builder users(List<String> some) {
            users = List.copyOf(some);
            return this;
        }

        /// Servers where the contacts are.
        public Builder partners(List<? extends LabServer> servers) {
            partners.addAll(servers);
            return this;
        }

        /// Both ways if not said.
        public Builder direction(Direction which) {
            direction = which;
            return this;
        }

        /// Messages only if not said.
        public Builder mix(Mix kinds) {
            mix = kinds;
            return this;
        }

        /// Messages per second, 50 if not said; zero stands still.
        public Builder rate(double messagesPerSecond) {
            perSecond = checked(messagesPerSecond);
            return this;
        }

        /// Least number of characters of a body, filled with characters that are easily spoilt.
        public Builder bodyLength(int characters) {
            bodyLength = characters;
            return this;
        }

        /// Makes the draws repeatable.
        public Builder seed(long newSeed) {
            seed = newSeed;
            return this;
        }

        /// Begins to send.
        public Traffic start() {
            Traffic traffic = new Traffic(this);
            traffic.sender.start();
            return traffic;
        }
    }

    private static double checked(double messagesPerSecond) {
        if (!(messagesPerSecond >= 0) || Double.isInfinite(messagesPerSecond)) {
            throw new IllegalArgumentException("not a rate: " + messagesPerSecond);
        }
        return messagesPerSecond;
    }

    /// Changes the rate; zero stands still.
    public void rate(double messagesPerSecond) {
        perSecond = checked(messagesPerSecond);
        LockSupport.unpark(sender);
    }

    /// Lets a sender (bare address) send nothing until she is released, for example while she changes pools.
    /// When it returns, what she has sent is in the ledger.
    public void withhold(String user) {
        turn.lock();
        try {
            correspondents.withhold(user);
        } finally {
            turn.unlock();
        }
    }

    public void release(String user) {
        correspondents.release(user);
    }

    /// Turns on which the sender drawn had no session, or was withheld.
    public long skipped() {
        return skipped.get();
    }

    /// Sends nothing more; when it returns, every message is in the ledger and with the sender's server.
    public void stop() throws InterruptedException {
        stopped = true;
        LockSupport.unpark(sender);
        sender.join();
    }

    /// Like [#stop()], without waiting.
    @Override
    public void close() {
        stopped = true;
        LockSupport.unpark(sender);
    }

    private void run() {
        long next = System.nanoTime();
        while (!stopped) {
            double rate = perSecond;
            long now = System.nanoTime();
            if (rate == 0) {
                LockSupport.parkNanos(LARGEST_ARREARS.toNanos());
                next = System.nanoTime();
            } else if (next - now > 0) {
                LockSupport.parkNanos(next - now);
            } else {
                sendOne();
                // After a stop of the whole process, the arrears are not sent in one burst.
                next = Math.max(next, now - LARGEST_ARREARS.toNanos()) + (long) (1e9 / rate);
            }
        }
    }

    private void sendOne() {
        turn.lock();
        try {
            correspondents.draw(random).ifPresentOrElse(this::send, skipped::incrementAndGet);
        } finally {
            turn.unlock();
        }
    }

    private void send(Letter letter) {
        StanzaKind kind = mix.draw(random);
        Token token = ledger.sent(letter.pair(), kind);
        if (!letter.server().send(letter.pair().sender(), envelope.stanza(token, kind))) {
            ledger.returned(token, NOT_SENT);
        }
    }
}
