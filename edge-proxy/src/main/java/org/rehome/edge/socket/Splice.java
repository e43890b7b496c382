package org.rehome.edge.socket;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;
import org.rehome.edge.partner.DomainPair;
import org.rehome.edge.splice.FirstWords;
import org.rehome.edge.splice.SpliceEnd;

/// A partner's connection that is passed through to the legacy gateway, byte for byte. Lives on one event loop, except
/// what says that it does not.
final class Splice implements SpliceFlow.Listener {
    private static final Logger LOG = Logger.getLogger(Splice.class);

    /// How long the partner may take to close its side when its connection is cut, and the legacy gateway after it.
    private static final long CLOSING_MILLIS = 5_000;

    private static final long NOTHING = -1;

    private enum State {
        OPENING,
        OPEN,
        CUTTING,
        CLOSING;

        String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final String name;
    private final Splices splices;
    private final Vertx vertx;
    private final Context context;
    private final NetSocket partner;
    private final FirstWords words;
    private final String remote;
    private final Instant since = Instant.now();
    private final Duration quiet;
    private final CompletableFuture<Void> gone;
    private volatile State state = State.OPENING;
    private volatile boolean suspected;
    private volatile boolean ordered;
    private volatile long lastActivity = System.nanoTime();
    private @Nullable NetSocket legacy;
    private volatile @Nullable SpliceFlow toLegacy;
    private volatile @Nullable SpliceFlow toPartner;
    private @Nullable SpliceEnd end;
    private boolean over;
    private long timer = NOTHING;

    /// @param gone completed when it is over
    Splice(
            String name,
            Splices splices,
            Vertx vertx,
            Context context,
            NetSocket partner,
            FirstWords words,
            Duration quiet,
            CompletableFuture<Void> gone) {
        this.name = name;
        this.splices = splices;
        this.vertx = vertx;
        this.context = context;
        this.partner = partner;
        this.words = words;
        this.remote = String.valueOf(partner.remoteAddress());
        this.quiet = quiet;
        this.gone = gone;
    }

    /// The legacy gateway is connected: everything passes from here on.
    ///
    /// @param ahead what the legacy gateway is told about the connection
    /// @param read what was read of the connection already
    void open(NetSocket connected, byte[] ahead, byte[] read) {
        SpliceFlow there = new SpliceFlow(partner, connected, this);
        SpliceFlow back = new SpliceFlow(connected, partner, this);
        legacy = connected;
        toLegacy = there;
        toPartner = back;
        partner.exceptionHandler(error -> broken("partner", error));
        connected.exceptionHandler(error -> broken("legacy gateway", error));
        partner.closeHandler(closed -> finish(SpliceEnd.BROKEN));
        connected.closeHandler(closed -> finish(SpliceEnd.BROKEN));
        boolean cutting = state == State.CUTTING;
        state = cutting ? State.CUTTING : State.OPEN;
        LOG.infof("connection spliced splice=%s peer=%s partner=%s local=%s", name, remote, words.from(), words.to());
        if (ahead.length > 0) {
            there.write(Buffer.buffer(ahead));
        }
        there.take(Buffer.buffer(read));
        there.begin();
        back.begin();
        if (cutting) {
            look();
        }
    }

    @Override
    public void active() {
        lastActivity = System.nanoTime();
    }

    @Override
    public void carried(SpliceFlow flow, int bytes) {
        splices.events().carried(flow == toLegacy, bytes);
    }

    @Override
    public void ended(SpliceFlow flow) {
        if (end == null) {
            end = flow == toLegacy ? SpliceEnd.PARTNER_CLOSED : SpliceEnd.LEGACY_CLOSED;
        }
        SpliceFlow there = toLegacy;
        SpliceFlow back = toPartner;
        if (there != null && back != null && there.isEnded() && back.isEnded()) {
            finish(SpliceEnd.BROKEN);
        }
    }

    private void broken(String side, Throwable error) {
        LOG.debugf("spliced connection broken splice=%s side=%s error=%s", name, side, error.getMessage());
        finish(SpliceEnd.BROKEN);
    }

    /// To be cut as an operator has asked, whatever becomes of the partner. Any thread may ask.
    void order() {
        ordered = true;
        cut();
    }

    /// To be cut as soon as it is quiet; until then everything passes. Any thread may ask.
    void cut() {
        context.runOnContext(ignored -> {
            if (state == State.OPENING || state == State.OPEN) {
                boolean connected = state == State.OPEN;
                state = State.CUTTING;
                if (connected) {
                    look();
                }
            }
        });
    }

    /// No longer to be cut: the partner is the legacy gateway's again. Any thread may ask.
    void spare() {
        context.runOnContext(ignored -> {
            if (state == State.CUTTING && !ordered) {
                state = toLegacy == null ? State.OPENING : State.OPEN;
                cancelTimer();
            }
        });
    }

    /// It may be a partner's whose streams end here now, and is to be cut like one. Any thread may say so.
    void suspect() {
        suspected = true;
        cut();
    }

    /// Cuts now, whatever is under way. Any thread may ask.
    void force() {
        context.runOnContext(ignored -> {
            if (!over) {
                LOG.warnf(
                        "spliced connection cut by force splice=%s partner=%s local=%s toLegacy=%d toPartner=%d",
                        name, words.from(), words.to(), bytes(toLegacy), bytes(toPartner));
                end = SpliceEnd.FORCED;
                finish(SpliceEnd.FORCED);
            }
        });
    }

    /// Ends because the edge stops. Any thread may ask.
    void stop() {
        context.runOnContext(ignored -> {
            if (!over) {
                end = SpliceEnd.STOPPING;
                finish(SpliceEnd.STOPPING);
            }
        });
    }

    private void look() {
        timer = NOTHING;
        if (state != State.CUTTING || over) {
            return;
        }
        long still = quiet.toNanos() - (System.nanoTime() - lastActivity);
        if (isBusy(toLegacy) || isBusy(toPartner) || still > 0) {
            long wait = Math.max(1, TimeUnit.NANOSECONDS.toMillis(still) + 1);
            timer = vertx.setTimer(wait, id -> look());
        } else {
            close();
        }
    }

    /// The partner is told first, and what it had sent before it learned of it still passes; the legacy gateway hears
    /// of it when the partner has closed its side.
    private void close() {
        state = State.CLOSING;
        if (end == null) {
            end = SpliceEnd.CUT;
        }
        SpliceFlow back = toPartner;
        if (back != null) {
            back.closeTarget();
        }
        timer = vertx.setTimer(CLOSING_MILLIS, id -> finish(SpliceEnd.CUT));
    }

    private static boolean isBusy(@Nullable SpliceFlow flow) {
        return flow != null && flow.isBusy();
    }

    private static long bytes(@Nullable SpliceFlow flow) {
        return flow == null ? 0 : flow.bytes();
    }

    /// It never came to be; the partner's connection goes another way.
    void withdraw() {
        over = true;
        splices.remove(this);
    }

    /// @param otherwise why it is over, when nothing has said so before
    @SuppressWarnings("FutureReturnValueIgnored")
    private void finish(SpliceEnd otherwise) {
        if (over) {
            return;
        }
        over = true;
        cancelTimer();
        SpliceEnd why = end == null ? otherwise : end;
        partner.close();
        NetSocket connected = legacy;
        if (connected != null) {
            connected.close();
        }
        LOG.infof(
                "splice ended splice=%s partner=%s local=%s reason=%s toLegacy=%d toPartner=%d",
                name, words.from(), words.to(), why.wire(), bytes(toLegacy), bytes(toPartner));
        splices.events().ended(why);
        splices.remove(this);
        gone.complete(null);
    }

    private void cancelTimer() {
        if (timer != NOTHING) {
            vertx.cancelTimer(timer);
            timer = NOTHING;
        }
    }

    boolean isOver() {
        return over;
    }

    FirstWords words() {
        return words;
    }

    /// Whether it carries, or may carry, streams of a pair. Any thread may ask.
    boolean mayCarry(DomainPair pair) {
        Domain local = words.to();
        boolean there = local == null || local.equals(pair.local());
        return there && mayBeOf(pair.partner());
    }

    /// Whether it is, or may be, a domain's. Any thread may ask.
    boolean mayBeOf(Domain domain) {
        return words.from() == null ? suspected : domain.equals(words.from());
    }

    /// Whether it is to be cut. Any thread may ask.
    boolean isCutting() {
        return state == State.CUTTING || state == State.CLOSING;
    }

    /// Any thread may ask.
    SpliceReport report() {
        Domain from = words.from();
        Domain to = words.to();
        return new SpliceReport(
                name,
                from == null ? null : from.name(),
                to == null ? null : to.name(),
                remote,
                since,
                bytes(toLegacy),
                bytes(toPartner),
                Instant.now().minusNanos(System.nanoTime() - lastActivity),
                state.wire());
    }
}
