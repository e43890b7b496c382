package org.rehome.backbone.lane;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.rehome.backbone.lane.LaneEntry.Source;
import org.rehome.contracts.Topics;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.event.LedgerEvent.PartitionAccounted;
import org.rehome.contracts.stanza.LaneStanza;
import org.rehome.contracts.stanza.StanzaKind;

/// A partition with random lanes, peers, blocks and crashes, and the account of what became of every
/// stanza. The logs and commits are those that Kafka would hold; an engine may vanish at any step and
/// another begin from them.
final class LaneHistory {
    private static final int MAX_READ = 20;
    static final LaneLimits LIMITS = new LaneLimits(60, 1_000_000, Duration.ofSeconds(1));

    private final Random random;
    private final boolean faults;
    private final boolean accountedFromTheBeginning;
    private final int laneCount;
    private final List<LaneStanza> log = new ArrayList<>();
    private final List<@Nullable Deferred> deferredLog = new ArrayList<>();
    private final Map<String, Integer> published = new HashMap<>();
    private final Set<String> blocked = new HashSet<>();
    private final Set<String> refused = new HashSet<>();
    private final List<Peer> peers = List.of(new Peer(), new Peer());
    private final List<Integer> peerOfLane = new ArrayList<>();

    /// What peers have processed, per lane, in order; and what went back.
    final Map<String, List<Integer>> processed = new LinkedHashMap<>();

    final Map<String, Set<Integer>> returned = new LinkedHashMap<>();
    final Set<String> maybeTwice = new HashSet<>();

    private long committedArrived;
    private String committedArrivedMetadata = "";
    private long committedDeferred;
    private String committedDeferredMetadata = "";
    private Account account = new Account(stanza -> stanza.from().domain());
    private @Nullable PartitionAccounted noted;
    private PartitionLanes engine;
    private Driver driver = new Driver();
    private long now = 1;
    private int read;
    int crashes;
    long imbalance;
    int mostInMemory;

    /// Stanzas for the deferred topic, and the offsets that are committed with them.
    private record Transaction(List<LaneEntry> entries, Settlement arrived, Settlement deferred) {}

    private record Deferred(LaneStanza stanza, int timesSent) {}

    LaneHistory(long seed, boolean faults) {
        this.random = new Random(seed);
        this.faults = faults;
        this.laneCount = 1 + random.nextInt(8);
        for (int lane = 0; lane < laneCount; lane++) {
            peerOfLane.add(random.nextInt(2));
        }
        newEngine();
        this.accountedFromTheBeginning = seed % 2 == 0;
        if (accountedFromTheBeginning) {
            noted = note();
        }
    }

    /// Whether the account was noted from the beginning on. Otherwise a crash before the first note leaves some
    /// uncounted.
    boolean isAccountedFromTheBeginning() {
        return accountedFromTheBeginning;
    }

    /// A peer's stream: what was written waits to be processed, what was processed to be confirmed.
    private final class Peer {
        Stream stream = new Stream();
        boolean away;
    }

    private final class Stream implements LaneStream {
        private final Deque<Written> batches = new ArrayDeque<>();
        private boolean dead;

        @Override
        public String name() {
            return "peer";
        }

        @Override
        public void send(LaneBatch batch) {
            if (dead) {
                batch.notSent("ended");
            } else {
                batches.add(new Written(batch));
            }
        }

        void process(int count) {
            int left = count;
            for (Written each : batches) {
                while (left > 0 && each.processed < each.batch.stanzas().size()) {
                    note(each.batch.stanzas().get(each.processed++));
                    left--;
                }
            }
        }

        void confirm() {
            Written first = batches.peekFirst();
            if (first != null) {
                first.batch.confirmed(first.processed);
                if (first.processed == first.batch.stanzas().size()) {
                    batches.removeFirst();
                }
            }
        }

        /// Ends: the first batch was written, and others of which something was processed.
        void end(boolean tell) {
            dead = true;
            for (Written each : batches) {
                boolean written = each == batches.peekFirst() || each.processed > 0;
                if (written) {
                    each.batch.stanzas().forEach(stanza -> maybeTwice.add(id(stanza)));
                }
                if (tell && written) {
                    each.batch.uncertain("ended");
                } else if (tell) {
                    each.batch.notSent("ended");
                }
            }
            batches.clear();
        }
    }

    private static final class Written {
        final LaneBatch batch;
        int processed;

        Written(LaneBatch batch) {
            this.batch = batch;
        }
    }

    private void note(LaneStanza stanza) {
        processed.computeIfAbsent(stanza.lane(), lane -> new ArrayList<>()).add(number(stanza));
    }

    /// What the engine wants done; done by the history, when it likes.
    private final class Driver implements LaneActions, EntryBatch.Outcomes {
        final Deque<Runnable> events = new ArrayDeque<>();

        @Nullable
        Transaction append;

        final List<LaneEntry> backOnTheirWay = new ArrayList<>();
        long loadAt = -1;
        boolean mayDeliver = true;

        @Override
        public boolean mayDeliver() {
            return mayDeliver;
        }

        @Override
        public void send(LaneStream stream, List<LaneEntry> entries) {
            stream.send(new EntryBatch(
                    entries, entries.stream().map(LaneEntry::stanza).toList(), () -> true, this));
        }

        @Override
        public void giveBack(LaneEntry entry, Verdict.Return verdict) {
            backOnTheirWay.add(entry);
        }

        @Override
        public void dropped(LaneEntry entry, String reason) {
            returned.computeIfAbsent(entry.stanza().lane(), lane -> new HashSet<>())
                    .add(number(entry.stanza()));
        }

        @Override
        public void append(List<LaneEntry> entries) {
            Settlement arrived = engine.arrivedSettlement().copy();
            entries.forEach(entry -> arrived.settle(entry.offset()));
            append = new Transaction(
                    entries, arrived, engine.deferredSettlement().copy());
        }

        @Override
        public void load(long offset) {
            loadAt = offset;
        }

        @Override
        public void confirmed(List<LaneEntry> entries) {
            events.add(() -> engine.confirmed(entries, now));
        }

        @Override
        public void uncertain(List<LaneEntry> entries, String reason) {
            events.add(() -> engine.uncertain(entries, now));
        }

        @Override
        public void notSent(List<LaneEntry> entries, String reason) {
            events.add(() -> engine.notSent(entries, now));
        }
    }

    private final class Rules implements LaneRules {
        @Override
        public Verdict decide(LaneEntry entry, Duration held) {
            return LaneHistory.this.decide(entry);
        }

        @Override
        public String pool(LaneEntry entry, LaneStream stream) {
            return "new";
        }
    }

    private Verdict decide(LaneEntry entry) {
        String lane = entry.stanza().lane();
        if (entry.timesSent() >= 2) {
            return new Verdict.Return("unconfirmed", Topics.STANZAS_OUTBOUND, Optional::of);
        }
        if (refused.contains(lane)) {
            return number(entry.stanza()) % 2 == 0
                    ? new Verdict.Drop("refused")
                    : new Verdict.Return("refused", Topics.STANZAS_OUTBOUND, Optional::of);
        }
        Peer peer = peers.get(peerOfLane.get(laneNumber(entry.stanza())));
        if (blocked.contains(lane) || peer.away) {
            return new Verdict.Wait("blocked");
        }
        return new Verdict.Deliver(peer.stream);
    }

    private void newEngine() {
        driver = new Driver();
        peers.forEach(peer -> peer.stream = new Stream());
        account = new Account(stanza -> stanza.from().domain());
        PartitionLanes lanes =
                new PartitionLanes(new Rules(), driver, LIMITS, account, committedArrived(), committedDeferred());
        engine = lanes;
        read = (int) committedArrived;
        for (int offset = (int) committedDeferred; offset < deferredLog.size(); offset++) {
            Deferred each = deferredLog.get(offset);
            if (each != null) {
                lanes.found(new LaneEntry(Source.DEFERRED, offset, each.stanza(), each.timesSent(), null));
            }
        }
        resumeAccount();
        lanes.allFound(deferredLog.size(), now);
        lanes.flush(now);
    }

    private Settlement committedArrived() {
        return Settlement.restored(committedArrived, committedArrivedMetadata);
    }

    private Settlement committedDeferred() {
        return Settlement.restored(committedDeferred, committedDeferredMetadata);
    }

    /// As the owner after a crash does: what the one before has noted, and what it has settled since.
    private void resumeAccount() {
        PartitionAccounted last = noted;
        if (last == null) {
            account.begin(committedArrived());
            return;
        }
        Recount recount =
                Recount.since(last, stanza -> stanza.from().domain(), committedArrived(), committedDeferred());
        for (long offset = recount.stanzasFrom(); offset < recount.stanzasTo(); offset++) {
            recount.stanza(offset, log.get((int) offset));
        }
        for (long offset = recount.deferredFrom(); offset < deferredLog.size(); offset++) {
            Deferred each = deferredLog.get((int) offset);
            if (each != null) {
                recount.deferred(offset, each.stanza());
            }
        }
        account.resume(last, recount);
    }

    /// The account as it is now.
    PartitionAccounted note() {
        return account.noted(
                "stanzas",
                0,
                "owner",
                Instant.EPOCH,
                engine.arrivedSettlement(),
                engine.deferredSettlement(),
                engine.heldInMemory());
    }

    /// One random step.
    void step() {
        now += random.nextInt(100_000_000);
        switch (random.nextInt(faults ? 24 : 20)) {
            case 0, 1, 2, 3, 4 -> publish(1 + random.nextInt(10));
            case 5, 6, 7, 8 -> read();
            case 9, 10 -> peers.get(random.nextInt(2)).stream.process(1 + random.nextInt(10));
            case 11, 12 -> peers.get(random.nextInt(2)).stream.confirm();
            case 13 -> flip(blocked);
            case 14 -> event(() -> engine.tick(now));
            case 15 -> append(true);
            case 16 -> giveBack();
            case 17 -> load();
            case 18 -> commit();
            case 19 -> driveEvents();
            case 20 -> endStream();
            case 21 -> {
                if (random.nextInt(4) == 0) {
                    crash();
                }
            }
            case 22 -> {
                driver.mayDeliver = random.nextBoolean();
                flip(random.nextInt(4) == 0 ? refused : blocked);
            }
            default -> append(random.nextBoolean());
        }
        imbalance = Math.max(
                imbalance, Math.abs(account.difference(engine.arrivedSettlement(), engine.deferredSettlement())));
        mostInMemory = Math.max(mostInMemory, engine.inMemory());
    }

    private void event(Runnable what) {
        what.run();
        engine.flush(now);
    }

    private void publish(int count) {
        for (int i = 0; i < count; i++) {
            int lane = random.nextInt(laneCount);
            int number = published.merge("user" + lane + "@a.test", 1, Integer::sum);
            log.add(stanza(lane, number));
        }
    }

    private void read() {
        for (int i = 0; i < MAX_READ && read < log.size() && (i > 0 || engine.wantsMore()); i++) {
            int offset = read++;
            engine.arrived(new LaneEntry(Source.LANE, offset, log.get(offset), 0, null), now);
        }
        engine.flush(now);
    }

    private void flip(Set<String> which) {
        String lane = "user" + random.nextInt(laneCount) + "@a.test";
        if (!which.remove(lane)) {
            which.add(lane);
        }
        event(() -> engine.changed(lane, now));
    }

    private void append(boolean succeeds) {
        Transaction transaction = driver.append;
        if (transaction == null) {
            return;
        }
        driver.append = null;
        if (!succeeds) {
            event(engine::notAppended);
            return;
        }
        List<Long> offsets = write(transaction);
        event(() -> engine.appended(offsets, now));
    }

    private List<Long> write(Transaction transaction) {
        committed(transaction.arrived(), transaction.deferred());
        List<Long> offsets = new ArrayList<>();
        for (LaneEntry entry : transaction.entries()) {
            offsets.add((long) deferredLog.size());
            deferredLog.add(new Deferred(entry.stanza(), entry.timesSent()));
        }
        // the transaction's marker
        deferredLog.add(null);
        return offsets;
    }

    private void giveBack() {
        List<LaneEntry> these = List.copyOf(driver.backOnTheirWay);
        driver.backOnTheirWay.clear();
        for (LaneEntry entry : these) {
            returned.computeIfAbsent(entry.stanza().lane(), lane -> new HashSet<>())
                    .add(number(entry.stanza()));
            event(() -> engine.returned(entry, now));
        }
    }

    private void load() {
        if (driver.loadAt < 0 || !engine.wantsDeferred()) {
            return;
        }
        int count = 1 + random.nextInt(MAX_READ);
        while (count-- > 0 && driver.loadAt < deferredLog.size()) {
            int offset = (int) driver.loadAt++;
            Deferred each = deferredLog.get(offset);
            if (each != null) {
                engine.loaded(new LaneEntry(Source.DEFERRED, offset, each.stanza(), each.timesSent(), null), now);
            }
        }
        engine.loadedTo(driver.loadAt);
        engine.flush(now);
    }

    private void driveEvents() {
        while (!driver.events.isEmpty()) {
            event(driver.events.remove());
        }
    }

    private void endStream() {
        Peer peer = peers.get(random.nextInt(2));
        Stream old = peer.stream;
        old.process(random.nextInt(5));
        peer.stream = new Stream();
        old.end(true);
        peer.away = random.nextInt(3) == 0;
        event(() -> engine.changed(now));
    }

    private void commit() {
        if (driver.append != null) {
            // the transaction may not be overtaken
            return;
        }
        committed(engine.arrivedSettlement(), engine.deferredSettlement());
        if (account.isComplete() && random.nextBoolean()) {
            noted = note();
        }
    }

    private void committed(Settlement arrived, Settlement deferred) {
        committedArrived = arrived.position();
        committedArrivedMetadata = arrived.metadata();
        committedDeferred = deferred.position();
        committedDeferredMetadata = deferred.metadata();
    }

    /// The process is gone. The transaction under way was committed, or not. What was processed and not
    /// committed may come twice.
    private void crash() {
        crashes++;
        for (Peer peer : peers) {
            peer.stream.process(random.nextInt(5));
            peer.stream.end(false);
        }
        Transaction transaction = driver.append;
        if (transaction != null && random.nextBoolean()) {
            write(transaction);
        }
        // what was settled after the last commit
        Settlement last = Settlement.restored(committedArrived, committedArrivedMetadata);
        for (int offset = 0; offset < log.size(); offset++) {
            if (offset >= committedArrived && (offset >= last.next() || last.isUnsettled(offset))) {
                maybeTwice.add(id(log.get(offset)));
            }
        }
        Settlement lastDeferred = Settlement.restored(committedDeferred, committedDeferredMetadata);
        for (int offset = (int) committedDeferred; offset < deferredLog.size(); offset++) {
            Deferred each = deferredLog.get(offset);
            if (each != null && (offset >= lastDeferred.next() || lastDeferred.isUnsettled(offset))) {
                maybeTwice.add(id(each.stanza()));
            }
        }
        newEngine();
    }

    /// Nothing more is in the way: all is worked to the end.
    ///
    /// @return whether it came to an end
    boolean settle() {
        blocked.clear();
        peers.forEach(peer -> peer.away = false);
        driver.mayDeliver = true;
        event(() -> engine.tick(now));
        event(() -> engine.changed(now));
        for (int round = 0; round < 2_000; round++) {
            now += 10_000_000;
            read();
            peers.forEach(peer -> {
                peer.stream.process(50);
                peer.stream.confirm();
            });
            driveEvents();
            append(true);
            giveBack();
            load();
            event(() -> engine.tick(now));
            event(() -> engine.changed(now));
            if (read == log.size() && engine.lanes() == 0) {
                commit();
                return committedArrived == log.size() && committedArrivedMetadata.isEmpty();
            }
        }
        return false;
    }

    Map<String, Integer> published() {
        return published;
    }

    static int number(LaneStanza stanza) {
        return Integer.parseInt(stanza.trace());
    }

    private static int laneNumber(LaneStanza stanza) {
        String lane = stanza.lane();
        return Integer.parseInt(lane.substring("user".length(), lane.indexOf('@')));
    }

    static String id(LaneStanza stanza) {
        return stanza.lane() + "#" + stanza.trace();
    }

    private static LaneStanza stanza(int lane, int number) {
        Jid to = Jid.parse("user" + lane + "@a.test");
        return new LaneStanza(
                to.toString(),
                Jid.parse(number % 3 == 0 ? "sender@b.test" : "sender@c.test"),
                to,
                StanzaKind.MESSAGE,
                Instant.EPOCH,
                "stream",
                Integer.toString(number),
                null,
                "<message/>".getBytes(StandardCharsets.UTF_8));
    }
}
