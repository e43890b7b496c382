package org.rehome.edge.socket;

import io.vertx.core.Context;
import io.vertx.core.net.NetSocket;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import javax.net.ssl.SSLSession;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.rehome.edge.delivery.StanzaStream;
import org.rehome.edge.negotiation.Authentication;
import org.rehome.edge.negotiation.HandshakeFailure;
import org.rehome.edge.negotiation.OutboundAction;
import org.rehome.edge.negotiation.OutboundEvent;
import org.rehome.edge.negotiation.OutboundGoal;
import org.rehome.edge.negotiation.OutboundNegotiation;
import org.rehome.edge.negotiation.OutboundState;
import org.rehome.edge.negotiation.Step;
import org.rehome.edge.negotiation.StreamFeature;
import org.rehome.edge.negotiation.StreamManagement;
import org.rehome.edge.partner.Admission;
import org.rehome.edge.partner.DomainPair;
import org.rehome.edge.partner.KnownPartner;
import org.rehome.edge.probe.Walk;
import org.rehome.edge.trust.PeerCertificate;
import org.rehome.edge.trust.SecuredServer;
import org.rehome.edge.zone.Service;
import org.rehome.xmpp.stream.StreamErrorCondition;
import org.rehome.xmpp.stream.StreamItem;

/// A stream that we opened: carries out what its negotiation decides. Lives on one event loop, except what
/// `StanzaStream` and `LiveStream` offer to others.
final class OutboundStream implements S2sConnection.Stream, StanzaStream, LiveStream {
    private static final Logger LOG = Logger.getLogger(OutboundStream.class);

    private final OutboundParts parts;
    private final String name;
    private final ConnectedServer server;
    private final DomainPair pair;
    private final @Nullable KnownPartner openedFor;
    private final OutboundNegotiation negotiation;
    private final S2sConnection connection;
    private final StreamDetails details;
    private final long timer;
    private final CertificateWatch certificate;
    private final CompletableFuture<String> retiring = new CompletableFuture<>();
    private final CompletableFuture<String> ended = new CompletableFuture<>();
    private final CompletableFuture<Void> finished = new CompletableFuture<>();
    private OutboundState state;
    private @Nullable Consumer<OutboundOutcome> outcome;
    private final SentStanzas sent;
    private final Renewal renewal;
    private volatile boolean acknowledged;
    private volatile StreamFeature.Limits taken = StreamFeature.Limits.NONE;
    private boolean closeSent;
    private long keepAlive = -1;

    /// @param openedFor the partner as it was known then; null on a stream that carries no stanzas
    OutboundStream(
            OutboundParts parts,
            OutboundGoal goal,
            @Nullable KnownPartner openedFor,
            String name,
            Context context,
            NetSocket socket,
            ConnectedServer server) {
        this.parts = parts;
        this.name = name;
        this.server = server;
        this.pair = goal.pair();
        this.openedFor = openedFor;
        this.negotiation = new OutboundNegotiation(goal, parts.facts().dialbackSecret());
        this.state = negotiation.start(server.service() == Service.XMPPS);
        this.connection = new S2sConnection(parts.vertx(), context, socket, this);
        this.details = new StreamDetails(name, "outbound", connection.remote(), Instant.now());
        if (server.service() == Service.XMPPS) {
            details.begunWithTls();
        }
        this.sent = new SentStanzas(details);
        this.certificate = new CertificateWatch(parts.vertx(), parts.tls(), this::retire);
        this.renewal = new Renewal(
                parts.vertx(),
                () -> sent.unconfirmed() == 0,
                () -> on(new OutboundEvent.EndWanted(
                        StreamErrorCondition.RESET, "the partner's settings have changed")));
        details.named(pair.local().name(), pair.partner().name());
        this.timer =
                parts.vertx().setTimer(parts.limits().establishment().toMillis(), id -> on(new OutboundEvent.TimeUp()));
    }

    /// Begins the handshake.
    ///
    /// @param told once what it came to
    void start(Consumer<OutboundOutcome> told) {
        outcome = told;
        parts.table().add(this);
        connection.start();
        connection.resume();
        on(new OutboundEvent.Connected());
    }

    @Override
    public void read(StreamItem item) {
        switch (item) {
            case StreamItem.Opened(var header) -> on(new OutboundEvent.HeaderArrived(header));
            case StreamItem.Arrived(var frame) -> on(new OutboundEvent.ElementArrived(frame));
            case StreamItem.KeepAlive() -> {
                // tolerated, and no more than that (RFC 6120 §4.6.1)
            }
            case StreamItem.Ended() -> {
                on(new OutboundEvent.PeerClosed());
                connection.close();
            }
            case StreamItem.Broken(var condition, var detail, var application) ->
                on(new OutboundEvent.Unreadable(condition, detail, application));
        }
    }

    @Override
    public void secured(SSLSession session) {
        SecuredServer secured = server.secured();
        PeerCertificate judged = parts.tls().peer(session);
        PeerCertificate certificate = secured == null ? judged : parts.tls().peer(session, secured, pair.partner());
        details.secured(session, certificate);
        on(new OutboundEvent.TlsEstablished(certificate));
        // where DNSSEC vouches for it too: whether it still does is seen anew then
        this.certificate.watch(judged);
    }

    /// Whoever sends on it comes to an end first; where nobody does, the stream ends by itself.
    private void retire(String detail) {
        connection.forgetSession();
        if (state instanceof OutboundState.Ready) {
            retiring.complete(detail);
            parts.vertx().setTimer(parts.limits().closing().toMillis(), id -> {
                if (sent.unconfirmed() == 0) {
                    on(new OutboundEvent.EndWanted(StreamErrorCondition.RESET, detail));
                }
            });
        } else {
            on(new OutboundEvent.EndWanted(StreamErrorCondition.RESET, detail));
        }
    }

    @Override
    public void notSecured(String reason) {
        state = new OutboundState.Closed();
        over(HandshakeFailure.TLS_FAILED, reason);
    }

    @Override
    public void gone() {
        parts.vertx().cancelTimer(timer);
        certificate.cancel();
        renewal.cancel();
        if (keepAlive >= 0) {
            parts.vertx().cancelTimer(keepAlive);
        }
        if (!(state instanceof OutboundState.Closed)) {
            state = new OutboundState.Closed();
            over(HandshakeFailure.PEER_CLOSED, "connection closed");
        }
        parts.table().remove(this);
        finished.complete(null);
    }

    private void on(OutboundEvent event) {
        Step<OutboundState, OutboundAction> step = negotiation.on(state, event);
        state = step.next();
        StringBuilder out = new StringBuilder();
        for (OutboundAction action : step.actions()) {
            carryOut(action, out);
        }
        flush(out);
    }

    private void flush(StringBuilder out) {
        if (!out.isEmpty()) {
            connection.write(out.toString());
            out.setLength(0);
        }
    }

    private void carryOut(OutboundAction action, StringBuilder out) {
        switch (action) {
            case OutboundAction.SendHeader(var header) -> out.append(header.toXml());
            case OutboundAction.Send(var xml) -> out.append(xml);
            case OutboundAction.StartTls(var local, var partner) ->
                parts.tls()
                        .client(local, partner, server.service())
                        .ifPresentOrElse(
                                connection::startTls,
                                () -> on(new OutboundEvent.EndWanted(null, "there is no certificate for " + local)));
            case OutboundAction.Restart() -> connection.restart();
            case OutboundAction.Ready(var method, var managed, var limits) -> {
                taken = limits;
                ready(method, managed);
            }
            case OutboundAction.Acknowledged(var h) ->
                sent.acknowledged(h).ifPresent(miscount -> on(new OutboundEvent.Miscounted(miscount)));
            case OutboundAction.Acknowledge() -> {
                // a peer that asks without reading has to do without
                if (!connection.isCongested()) {
                    out.append(StreamManagement.answer(0));
                }
            }
            case OutboundAction.Verdict(var answer) -> tell(new OutboundOutcome.Verdict(answer));
            case OutboundAction.Redirected(var host) -> {
                tell(new OutboundOutcome.Redirected(host));
                ended("see-other-host: " + host);
            }
            case OutboundAction.Ignored(var what) ->
                LOG.debugf("ignored stream=%s partner=%s error=%s", name, pair.partner(), what);
            case OutboundAction.Failed(var failure, var detail) -> over(failure, detail);
            case OutboundAction.Close(var condition, var detail, var application) -> {
                if (condition != null) {
                    out.append(condition.toXml(detail, application));
                }
                closingTag(out);
            }
            case OutboundAction.Abort() -> connection.close();
        }
    }

    /// How far it came; for who is told the outcome, on this stream's event loop.
    ///
    /// @param redirections that led here
    Walk walk(OutboundOutcome came, long since, List<String> redirections) {
        OutboundOutcome.Failed failed =
                switch (came) {
                    case OutboundOutcome.Failed how -> how;
                    case OutboundOutcome.Redirected redirected ->
                        throw new IllegalStateException("a redirection is followed");
                    case OutboundOutcome.Ready() -> null;
                    case OutboundOutcome.Verdict verdict -> null;
                };
        return new Walk(
                details.encryption(),
                details.certificate().orElse(null),
                details.method(),
                failed == null ? null : failed.failure(),
                failed == null ? "" : failed.detail(),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since),
                redirections);
    }

    private void ready(Authentication method, boolean managed) {
        acknowledged = managed;
        parts.vertx().cancelTimer(timer);
        connection.widen();
        details.authenticated(pair, method);
        if (parts.table().certificates().isNew(pair.partner(), details.certificate())) {
            parts.events().certificateChanged(pair.partner());
        }
        parts.events().established(false, method);
        LOG.infof(
                "stream established stream=%s peer=%s partner=%s local=%s by=%s",
                name, details.remote(), pair.partner(), pair.local(), method.wire());
        tell(new OutboundOutcome.Ready());
        // they may have changed while it was negotiated
        partnersChanged();
    }

    private void closingTag(StringBuilder out) {
        if (!closeSent) {
            closeSent = true;
            out.append("</stream:stream>");
            flush(out);
            // the peer closes when it has processed what we sent (RFC 6120 §4.4)
            parts.vertx().setTimer(parts.limits().closing().toMillis(), id -> connection.close());
        }
    }

    private void over(HandshakeFailure failure, String detail) {
        String why = failure.wire() + ": " + detail;
        LastErrors errors = parts.table().lastErrors();
        if (tell(new OutboundOutcome.Failed(failure, detail))) {
            parts.events().handshakeFailed(false, errors.partner(pair.partner().name()), failure);
        }
        ended(why);
    }

    private void ended(String why) {
        if (ended.complete(why)) {
            parts.table().lastErrors().failed(false, pair.partner().name(), why);
            LOG.infof(
                    "stream ended stream=%s peer=%s partner=%s local=%s error=%s",
                    name, details.remote(), pair.partner(), pair.local(), why);
        }
    }

    boolean carries(DomainPair other) {
        return openedFor != null && pair.equals(other);
    }

    private boolean tell(OutboundOutcome what) {
        Consumer<OutboundOutcome> waiting = outcome;
        outcome = null;
        if (waiting != null) {
            waiting.accept(what);
        }
        return waiting != null;
    }

    /// White space now and then, so that what lies between does not take the stream for dead (RFC 6120 §4.6.1), and the
    /// peer not for idle (XEP-0478 §5). Whether the partner's settings want it is looked at each time.
    void keepAlive(long everyMillis) {
        long idle = Math.min(taken.idleSeconds(), everyMillis) * 1_000;
        long period = idle == 0 ? everyMillis : Math.min(everyMillis, idle / 2);
        keepAlive = parts.vertx().setPeriodic(period, id -> {
            if (state instanceof OutboundState.Ready && wantsKeepAlive()) {
                connection.write(" ");
            }
        });
    }

    private boolean wantsKeepAlive() {
        return parts.facts()
                .partners()
                .find(pair.partner())
                .filter(partner -> partner.settings().enableKeepAlive())
                .isPresent();
    }

    @Override
    public long maxBytes() {
        return taken.maxBytes() == 0 ? Long.MAX_VALUE : taken.maxBytes();
    }

    @Override
    public boolean acknowledged() {
        return acknowledged;
    }

    @Override
    public void send(byte[] bytes, int stanzas, int own) {
        send(bytes, stanzas, own, SentStanzas.NOBODY);
    }

    @Override
    public void send(byte[] bytes, int stanzas, IntConsumer handled) {
        send(bytes, stanzas, 0, handled);
    }

    private void send(byte[] bytes, int stanzas, int own, IntConsumer handled) {
        connection.context().runOnContext(ignored -> {
            // an error of our own is not kept for a peer that does not read
            boolean lost = stanzas == 0 && connection.isCongested();
            if (state instanceof OutboundState.Ready && !lost) {
                sent.sent(stanzas, own, handled);
                connection.write(bytes);
            }
        });
    }

    @Override
    public void confirmed(int stanzas) {
        connection.context().runOnContext(ignored -> {
            sent.confirmed(stanzas);
            renewal.look();
        });
    }

    @Override
    public CompletableFuture<String> retiring() {
        return retiring;
    }

    @Override
    public CompletableFuture<String> ended() {
        return ended;
    }

    @Override
    public void end(StreamErrorCondition condition, String detail) {
        connection.context().runOnContext(ignored -> on(new OutboundEvent.EndWanted(condition, detail)));
    }

    @Override
    public void end(boolean stopping) {
        connection.context().runOnContext(ignored -> {
            if (stopping) {
                endBecause(StreamErrorCondition.SYSTEM_SHUTDOWN, "the edge stops");
            } else {
                on(new OutboundEvent.EndWanted(null, "no longer wanted"));
            }
        });
    }

    /// A peer may throw away what it has not processed when an error comes: until all is confirmed a closing tag has
    /// to do.
    private void endBecause(StreamErrorCondition condition, String detail) {
        on(new OutboundEvent.EndWanted(sent.unconfirmed() == 0 ? condition : null, detail));
    }

    @Override
    public void certificatesChanged() {
        connection.context().runOnContext(ignored -> certificate.look());
    }

    @Override
    public void partnersChanged() {
        connection.context().runOnContext(ignored -> {
            KnownPartner before = openedFor;
            if (before == null) {
                // a question lives for seconds only, and its answer is looked at by the standing of then
                return;
            }
            switch (parts.facts().partners().reach(pair.partner())) {
                case Admission.Refused refused ->
                    endBecause(StreamErrorCondition.RESET, pair.partner() + " is no longer enabled");
                case Admission.Admitted(var now) -> {
                    if (state instanceof OutboundState.Ready ready && isForbidden(ready, before, now)) {
                        Stagger.later(parts.vertx(), this::renew);
                    }
                }
            }
        });
    }

    private void renew() {
        if (state instanceof OutboundState.Ready) {
            renewal.want(parts.limits().acknowledgement().toMillis());
        }
    }

    private static boolean isForbidden(OutboundState.Ready ready, KnownPartner before, KnownPartner now) {
        boolean encrypted = ready.peer().security().encrypted();
        return !ready.method().allowedBy(now.rules(), encrypted)
                || !Objects.equals(before.settings().proxyFqdn(), now.settings().proxyFqdn())
                || before.settings().confirmation() != now.settings().confirmation();
    }

    @Override
    public boolean inbound() {
        return false;
    }

    @Override
    public CompletableFuture<StreamReport> report() {
        CompletableFuture<StreamReport> report = new CompletableFuture<>();
        connection
                .context()
                .runOnContext(ignored -> report.complete(details.report(
                        state.phase(),
                        sent.unconfirmed(),
                        parts.table().lastErrors().of(false, details.partner()).orElse(null))));
        return report;
    }

    @Override
    public CompletableFuture<Void> finished() {
        return finished;
    }
}
