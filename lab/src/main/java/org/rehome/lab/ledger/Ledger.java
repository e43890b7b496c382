package org.rehome.lab.ledger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.rehome.lab.ledger.PairAccount.State;
import org.rehome.lab.stanza.StanzaKind;

/// The account of every message of one run. A message is entered when it is sent and settled by the first news of it:
/// its delivery to the recipient, or an error to the sender. What is never settled is lost.
///
/// Thread-safe. Instants are [System#nanoTime()].
public final class Ledger {
    private static final int LOST_SHOWN = 200;
    private static final int REPEATS_KEPT = 10_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final String run;
    private final Map<Pair, PairAccount> accounts = new HashMap<>();
    private final Map<String, Long> outstandingBySender = new HashMap<>();
    private final Tally tally = new Tally();
    private final Samples latency = new Samples();
    private final Samples hold = new Samples();
    private final List<Repeat> repeats = new ArrayList<>();
    private long lastNews = System.nanoTime();

    public Ledger() {
        this(Integer.toString(ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE), 36));
    }

    /// @param run name of the run, letters and digits
    public Ledger(String run) {
        this.run = run;
    }

    /// Enters a message that is about to be sent.
    ///
    /// @return the mark that the message must carry
    public Token sent(Pair pair, StanzaKind kind) {
        return sent(pair, kind, System.nanoTime());
    }

    public Token sent(Pair pair, StanzaKind kind, long at) {
        lock.lock();
        try {
            long sequence =
                    accounts.computeIfAbsent(pair, _ -> new PairAccount()).send(kind, at);
            tally.sent(kind);
            outstandingBySender.merge(pair.sender(), 1L, Long::sum);
            return new Token(run, pair, sequence);
        } finally {
            lock.unlock();
        }
    }

    /// The message reached its recipient.
    public Verdict delivered(Token token) {
        return delivered(token, System.nanoTime());
    }

    public Verdict delivered(Token token, long at) {
        return recorded(token, account -> {
            if (account.state(token.sequence()) != State.OUTSTANDING) {
                return again(token, account, State.DELIVERED, at);
            }
            settle(token, account, State.DELIVERED, at);
            tally.delivered();
            latency.add(Math.max(0, at - account.sentAt(token.sequence())));
            return order(token, account);
        });
    }

    /// The sender got the message back.
    ///
    /// @param reason condition of the stanza error (RFC 6120 §8.3.3)
    public Verdict returned(Token token, String reason) {
        long at = System.nanoTime();
        return recorded(token, account -> {
            if (account.state(token.sequence()) != State.OUTSTANDING) {
                return again(token, account, State.RETURNED, at);
            }
            settle(token, account, State.RETURNED, at);
            tally.returned(reason);
            return Verdict.SETTLED;
        });
    }

    /// The message reached somebody who is not its recipient, or its error somebody who is not its sender.
    public Verdict misdelivered(Token token, String to) {
        return recorded(token, _ -> anomaly(new Anomaly.Misdelivered(token, to), Verdict.MISDELIVERED));
    }

    /// The message reached its recipient with another content than was sent.
    public Verdict corrupted(Token token) {
        return recorded(token, _ -> anomaly(new Anomaly.Corrupted(token), Verdict.CORRUPTED));
    }

    /// A move reported how long it held a user's lane.
    public void held(Duration duration) {
        lock.lock();
        try {
            hold.add(duration.toNanos());
        } finally {
            lock.unlock();
        }
    }

    @FunctionalInterface
    private interface News {
        Verdict enter(PairAccount account);
    }

    private Verdict recorded(Token token, News news) {
        if (!token.run().equals(run)) {
            return Verdict.OTHER_RUN;
        }
        lock.lock();
        try {
            lastNews = System.nanoTime();
            PairAccount account = accounts.get(token.pair());
            if (account == null || !account.knows(token.sequence())) {
                return anomaly(new Anomaly.Unknown(token), Verdict.UNKNOWN);
            }
            return news.enter(account);
        } finally {
            lock.unlock();
        }
    }

    private void settle(Token token, PairAccount account, State state, long at) {
        account.settle(token.sequence(), state, at);
        outstandingBySender.computeIfPresent(token.pair().sender(), (_, count) -> count == 1 ? null : count - 1);
        changed.signalAll();
    }

    private Verdict again(Token token, PairAccount account, State state, long at) {
        boolean same = account.state(token.sequence()) == state;
        if (repeats.size() < REPEATS_KEPT) {
            repeats.add(new Repeat(token, !same, account.settledAt(token.sequence()), at));
        }
        return same
                ? anomaly(new Anomaly.Duplicated(token), Verdict.DUPLICATED)
                : anomaly(new Anomaly.Contradicted(token), Verdict.CONTRADICTED);
    }

    private Verdict order(Token token, PairAccount account) {
        long highest = account.highestDelivered();
        account.delivered(token.sequence());
        return token.sequence() > highest
                ? Verdict.SETTLED
                : anomaly(new Anomaly.Reordered(token, highest), Verdict.REORDERED);
    }

    private Verdict anomaly(Anomaly anomaly, Verdict verdict) {
        tally.anomaly(anomaly);
        return verdict;
    }

    /// Messages neither delivered nor returned.
    public long outstanding() {
        lock.lock();
        try {
            return tally.outstanding();
        } finally {
            lock.unlock();
        }
    }

    /// Messages of one sender (bare address) neither delivered nor returned.
    public long outstandingFrom(String sender) {
        lock.lock();
        try {
            return outstandingBySender.getOrDefault(sender, 0L);
        } finally {
            lock.unlock();
        }
    }

    /// Waits until nothing is outstanding.
    ///
    /// @return whether that came before the bound passed
    public boolean settle(Duration bound) throws InterruptedException {
        return await(bound, () -> tally.outstanding() == 0);
    }

    /// Waits until nothing of one sender is outstanding, for example before she logs in at another pool.
    public boolean settle(String sender, Duration bound) throws InterruptedException {
        return await(bound, () -> !outstandingBySender.containsKey(sender));
    }

    /// Waits until nothing is outstanding and no news came for a while, so that late duplicates are seen too.
    public boolean settle(Duration bound, Duration quiet) throws InterruptedException {
        long deadline = System.nanoTime() + bound.toNanos();
        while (settle(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())))) {
            long missing = quiet.toNanos() - sinceLastNews();
            if (missing <= 0) {
                return true;
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.sleep(Math.min(missing, left));
        }
        return false;
    }

    private long sinceLastNews() {
        lock.lock();
        try {
            return System.nanoTime() - lastNews;
        } finally {
            lock.unlock();
        }
    }

    private boolean await(Duration bound, BooleanSupplier settled) throws InterruptedException {
        long left = bound.toNanos();
        lock.lockInterruptibly();
        try {
            while (!settled.getAsBoolean()) {
                if (left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// The totals now; what is outstanding counts as lost.
    public LedgerReport report() {
        LedgerReport totals;
        long[] latencies;
        long[] holds;
        lock.lock();
        try {
            totals = tally.report();
            latencies = latency.copy();
            holds = hold.copy();
        } finally {
            lock.unlock();
        }
        // Sorting takes long after millions of messages; senders must not wait for it.
        return totals.with(Samples.percentiles(latencies), Samples.percentiles(holds));
    }

    /// The first ten thousand times that a message was delivered or returned once more, oldest first.
    public List<Repeat> repeats() {
        lock.lock();
        try {
            return List.copyOf(repeats);
        } finally {
            lock.unlock();
        }
    }

    /// Every message that is neither delivered nor returned now.
    public List<Token> outstandingTokens() {
        return tokens(State.OUTSTANDING);
    }

    /// Every message whose first news was its delivery.
    public List<Token> deliveredTokens() {
        return tokens(State.DELIVERED);
    }

    private List<Token> tokens(State state) {
        lock.lock();
        try {
            List<Token> tokens = new ArrayList<>();
            accounts.forEach((pair, account) ->
                    account.sequences(state).forEach(sequence -> tokens.add(new Token(run, pair, sequence))));
            return tokens;
        } finally {
            lock.unlock();
        }
    }

    /// When a message was sent, by [System#nanoTime()].
    public long sentAt(Token token) {
        lock.lock();
        try {
            PairAccount account = accounts.get(token.pair());
            if (account == null || !account.knows(token.sequence())) {
                throw new IllegalArgumentException(token + " was not sent here");
            }
            return account.sentAt(token.sequence());
        } finally {
            lock.unlock();
        }
    }

    /// What went wrong, at most a few hundred entries; what is outstanding counts as lost.
    public List<Anomaly> anomalies() {
        lock.lock();
        try {
            List<Anomaly> all = new ArrayList<>(tally.anomalies());
            int room = all.size() + LOST_SHOWN;
            accounts.forEach((pair, account) -> {
                for (long sequence : account.outstandingSequences(room - all.size())) {
                    all.add(new Anomaly.Lost(new Token(run, pair, sequence), account.kind(sequence)));
                }
            });
            return all;
        } finally {
            lock.unlock();
        }
    }
}
