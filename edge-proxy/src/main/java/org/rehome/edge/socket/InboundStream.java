package org.rehome.edge.socket;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import javax.net.ssl.SSLSession;
import org.jboss.logging.Logger;
import org.rehome.contracts.address.Domain;
import org.rehome.edge.negotiation.Authentication;
import org.rehome.edge.negotiation.AuthorityAnswer;
import org.rehome.edge.negotiation.DialbackRequest;
import org.rehome.edge.negotiation.HandshakeFailure;
import org.rehome.edge.negotiation.InboundAction;
import org.rehome.edge.negotiation.InboundEvent;
import org.rehome.edge.negotiation.InboundNegotiation;
import org.rehome.edge.negotiation.InboundState;
import org.rehome.edge.negotiation.Step;
import org.rehome.edge.partner.Admission;
import org.rehome.edge.partner.DomainPair;
import org.rehome.xmpp.stream.StreamErrorCondition;
import org.rehome.xmpp.stream.StreamItem;

/// A stream that a peer opened to us: carries out what its negotiation decides. Lives on one event loop.
final class InboundStream implements S2sConnection.Stream, LiveStream {
    private static final Logger LOG = Logger.getLogger(InboundStream.class);

    private final String name;
    private final InboundParts parts;
    private final S2sConnection connection;
    private final InboundNegotiation negotiation;
    private final Acknowledgements acknowledgements;
    private final Reading reading;
    private final Intake intake;
    private final InboundEnding ending;
    private final StreamDetails details;
    private final PartnerPlace place;
    private final Clearance clearance;
    private final IdleWatch idle;
    private final Throttle throttle;
    private final long timer;
    private final CertificateWatch certificate;
    private final CompletableFuture<Void> finished = new CompletableFuture<>();
    private InboundState state;
    private boolean over;

    InboundStream(InboundParts parts, String name, Context context, NetSocket socket) {
        this.name = name;
        this.parts = parts;
        this.connection = new S2sConnection(parts.vertx(), context, socket, this);
        this.negotiation = new InboundNegotiation(
                parts.facts(), StreamIds::next, parts.limits().idle());
        this.acknowledgements = new Acknowledgements(parts, connection);
        this.reading = new Reading(parts, connection);
        this.intake = new Intake(parts, connection, reading, acknowledgements, name, this::failedToAccept);
        this.ending = new InboundEnding(parts, connection, acknowledgements, intake);
        this.place = new PartnerPlace(parts);
        this.clearance = new Clearance(parts, connection, reading);
        this.throttle = new Throttle(parts, reading);
        this.idle = new IdleWatch(parts, connection, reading, () -> on(new InboundEvent.Silent()));
        this.state = negotiation.start();
        this.details = new StreamDetails(name, "inbound", connection.remote(), Instant.now());
        this.certificate = new CertificateWatch(parts.vertx(), parts.tls(), this::certificateExpired);
        this.timer = parts.vertx().setTimer(parts.limits().establishment().toMillis(), id -> timeUp());
    }

    void start() {
        start(false);
    }

    /// @param direct whether the peer has to begin with TLS (XEP-0368); else it may
    void start(boolean direct) {
        parts.table().add(this);
        connection.start(DirectTls.of(parts, direct, () -> {
            details.begunWithTls();
            on(new InboundEvent.TlsBegun());
        }));
    }

    /// Begins with what was read already.
    void start(Buffer read) {
        start();
        connection.feed(read);
    }

    @Override
    public void read(StreamItem item) {
        switch (item) {
            case StreamItem.Opened(var header) -> {
                details.named(header.to(), header.from());
                on(new InboundEvent.HeaderArrived(header));
            }
            case StreamItem.Arrived(var frame) -> on(new InboundEvent.ElementArrived(frame));
            case StreamItem.KeepAlive() -> {
                // tolerated, and no more than that (RFC 6120 §4.6.1)
            }
            case StreamItem.Ended() -> {
                ending.peerClosed();
                on(new InboundEvent.PeerClosed());
            }
            case StreamItem.Broken(var condition, var detail, var application) ->
                on(new InboundEvent.Unreadable(condition, detail, application));
        }
    }

    @Override
    public void secured(SSLSession session) {
        var certificate = parts.tls().peer(session);
        details.secured(session, certificate);
        on(new InboundEvent.TlsEstablished(certificate));
        this.certificate.watch(certificate);
    }

    private void certificateExpired(String detail) {
        connection.forgetSession();
        on(new InboundEvent.CertificateExpired(detail));
    }

    @Override
    public void notSecured(String reason) {
        if (!(state instanceof InboundState.Closed)) {
            failed(HandshakeFailure.TLS_FAILED, reason);
        }
        state = new InboundState.Closed();
    }

    @Override
    public void gone() {
        parts.vertx().cancelTimer(timer);
        certificate.cancel();
        clearance.cancel();
        idle.end();
        throttle.end();
        if (!details.established() && !(state instanceof InboundState.Closed)) {
            failed(HandshakeFailure.PEER_CLOSED, "connection closed");
        }
        state = new InboundState.Closed();
        parts.table().remove(this);
        LOG.debugf("connection closed stream=%s peer=%s", name, details.remote());
        acknowledgements.end();
        intake.abandon();
        reading.gone();
        intake.whenDurable(() -> {
            reading.durable();
            place.leave();
            finished.complete(null);
        });
    }

    private void timeUp() {
        // a stream that has proved whose it is has a limit of its own for what it waits for
        if (!clearance.isWaiting()) {
            on(new InboundEvent.TimeUp());
        }
    }

    private void on(InboundEvent event) {
        if (event instanceof InboundEvent.EndWanted || event instanceof InboundEvent.CertificateExpired) {
            clearance.cancel();
        }
        Step<InboundState, InboundAction> step = negotiation.on(state, event);
        state = step.next();
        carryOut(step.actions());
    }

    private void carryOut(List<InboundAction> actions) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < actions.size() && !over; i++) {
            InboundAction action = actions.get(i);
            if (clearance.concerns(action)
                    && clearance.postpones(actions.subList(i, actions.size()), this::cleared, this::notCleared)) {
                break;
            }
            carryOut(action, out);
        }
        flush(out);
    }

    /// What came before is through. The partner's standing may have changed meanwhile.
    private void cleared(List<InboundAction> actions) {
        boolean admitted = actions.stream()
                .allMatch(action -> !(action instanceof InboundAction.Authenticated(var pair, var method))
                        || parts.facts().partners().admission(pair.partner()) instanceof Admission.Admitted);
        if (admitted) {
            carryOut(actions);
        } else {
            end(false);
        }
    }

    /// RFC 6120 §4.9.3.3: one stream a domain pair, so that the order of what they carry is known.
    private void notCleared(HandshakeFailure why) {
        state = new InboundState.Closed();
        carryOut(List.of(new InboundAction.Fail(
                StreamErrorCondition.CONFLICT,
                why,
                "earlier streams of this domain pair have not ended yet; try again later",
                "")));
    }

    private void flush(StringBuilder out) {
        if (!out.isEmpty()) {
            connection.write(out.toString());
            out.setLength(0);
        }
    }

    private void carryOut(InboundAction action, StringBuilder out) {
        switch (action) {
            case InboundAction.SendHeader(var header) -> out.append(header.toXml());
            case InboundAction.Send(var xml) -> send(xml, out);
            case InboundAction.StartTls(var local) -> startTls(local, out);
            case InboundAction.Restart() -> connection.restart();
            case InboundAction.AskAuthority(var request) ->
                ask(parts.authorities(), request, answer -> new InboundEvent.AuthorityAnswered(request, answer));
            case InboundAction.AskLegacy(var question) ->
                ask(parts.legacyKeys(), question, answer -> new InboundEvent.LegacyAnswered(question, answer));
            case InboundAction.Authenticated(var pair, var method) -> authenticated(pair, method, out);
            case InboundAction.Accept _, InboundAction.Bounce _, InboundAction.Drop _
            when acknowledgements.isFinishing() ->
                LOG.debugf("stanza left to its sender, who knows it stream=%s partner=%s", name, details.partner());
            case InboundAction.Accept(var stanza, var pair) -> {
                if (intake.take(stanza, pair)) {
                    details.countIn();
                }
                throttle.took(pair.partner(), stanza.frame().xml().length);
            }
            case InboundAction.Bounce(var pair, var error) -> {
                parts.bounces().accept(pair, error);
                intake.settle();
            }
            case InboundAction.Drop(var why) -> {
                LOG.debugf("stanza dropped stream=%s partner=%s error=%s", name, details.partner(), why);
                intake.settle();
            }
            case InboundAction.Count() -> intake.acknowledged();
            case InboundAction.Acknowledge() -> acknowledgements.ask();
            case InboundAction.Ignored(var what) ->
                LOG.debugf("ignored stream=%s partner=%s error=%s", name, details.partner(), what);
            case InboundAction.BeginClose(var condition, var detail) -> {
                if (condition != null) {
                    ended(condition.wire() + ": " + detail);
                }
                ending.begin(condition == null ? "" : condition.toXml(detail, ""), out);
            }
            case InboundAction.FinishClose() -> {
                // what comes before the closing tag, such as a refusal
                flush(out);
                ending.finish();
            }
            case InboundAction.Fail(var condition, var failure, var detail, var application) -> {
                over = true;
                failed(failure, condition.wire() + ": " + detail);
                ending.now(condition.toXml(detail, application), out);
                flush(out);
                connection.closeGently();
            }
            case InboundAction.Abort(var failure, var detail) -> {
                over = true;
                failed(failure, detail);
                connection.close();
            }
        }
    }

    /// What a peer asks for without reading it is not kept for ever.
    private void send(String xml, StringBuilder out) {
        if (connection.isCongested()) {
            out.setLength(0);
            state = new InboundState.Closed();
            carryOut(new InboundAction.Abort(HandshakeFailure.STREAM, "it does not read what it asks for"), out);
        } else {
            out.append(xml);
        }
    }

    private void ask(
            InboundParts.Authorities authorities,
            DialbackRequest request,
            Function<AuthorityAnswer, InboundEvent> answered) {
        parts.questions().ask(connection.address(), authorities, request, answer -> later(answered.apply(answer)));
    }

    private void startTls(Domain local, StringBuilder out) {
        flush(out);
        parts.tls().server(local).ifPresentOrElse(connection::startTls, () -> {
            failed(HandshakeFailure.NO_CERTIFICATE, "the certificate of " + local + " is gone");
            connection.close();
        });
    }

    private void authenticated(DomainPair pair, Authentication method, StringBuilder out) {
        String full = place.take(pair.partner());
        if (full == null
                && parts.facts().partners().admission(pair.partner()) instanceof Admission.Refused(var since)) {
            // its standing has changed since it was asked for: whoever waits for its streams to end is told of this one
            full = since;
        }
        if (full == null && !SettingsChange.allows(parts.facts().partners(), details, pair, method)) {
            full = "the partner's settings have changed meanwhile";
        }
        if (full != null) {
            out.setLength(0);
            state = new InboundState.Closed();
            carryOut(
                    new InboundAction.Fail(
                            StreamErrorCondition.POLICY_VIOLATION, HandshakeFailure.NOT_ADMITTED, full, ""),
                    out);
            return;
        }
        parts.vertx().cancelTimer(timer);
        connection.widen();
        details.authenticated(pair, method);
        reading.authenticated(pair);
        if (parts.table().certificates().isNew(pair.partner(), details.certificate())) {
            parts.events().certificateChanged(pair.partner());
        }
        idle.begin(details.partners());
        parts.events().established(true, method);
        LOG.infof(
                "stream established stream=%s peer=%s partner=%s local=%s by=%s",
                name, details.remote(), pair.partner(), pair.local(), method.wire());
    }

    private void failedToAccept(String reason) {
        if (!(state instanceof InboundState.Closed)) {
            LOG.errorf("stanza not accepted, closing its stream stream=%s error=%s", name, reason);
            on(new InboundEvent.Unreadable(StreamErrorCondition.INTERNAL_SERVER_ERROR, "a stanza was not accepted"));
            connection.closeGently();
        }
    }

    private void failed(HandshakeFailure failure, String detail) {
        if (!details.established()) {
            parts.events().handshakeFailed(true, parts.table().lastErrors().partner(details.partner()), failure);
        }
        ended(failure.wire() + ": " + detail);
    }

    private void ended(String why) {
        parts.table().lastErrors().failed(true, details.partner(), why);
        LOG.infof(
                "stream ended stream=%s peer=%s partner=%s local=%s error=%s",
                name, details.remote(), details.partner(), details.local(), why);
    }

    private void later(InboundEvent event) {
        connection.context().runOnContext(ignored -> on(event));
    }

    @Override
    public boolean inbound() {
        return true;
    }

    @Override
    public CompletableFuture<StreamReport> report() {
        CompletableFuture<StreamReport> report = new CompletableFuture<>();
        connection
                .context()
                .runOnContext(ignored -> report.complete(details.report(
                        state.phase(),
                        intake.notDurableStanzas(),
                        parts.table().lastErrors().of(true, details.partner()).orElse(null))));
        return report;
    }

    @Override
    public void certificatesChanged() {
        connection.context().runOnContext(ignored -> certificate.look());
    }

    @Override
    public void partnersChanged() {
        connection.context().runOnContext(ignored -> {
            switch (settingsChange().orElse(null)) {
                case null -> intake.reconsider();
                case InboundEvent.Forbidden _ ->
                    Stagger.later(parts.vertx(), () -> settingsChange().ifPresent(this::on));
                case InboundEvent refused -> on(refused);
            }
        });
    }

    private Optional<InboundEvent> settingsChange() {
        return SettingsChange.of(parts.facts().partners(), details, place);
    }

    @Override
    public void end(boolean stopping) {
        later(new InboundEvent.EndWanted(stopping));
    }

    @Override
    public CompletableFuture<Void> finished() {
        return finished;
    }
}
