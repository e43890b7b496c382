package org.rehome.edge.negotiation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rehome.edge.negotiation.InboundPlay.trusted;
import static org.rehome.edge.negotiation.InboundPlay.untrusted;

import java.util.List;
import java.util.Optional;
import org.rehome.contracts.event.FederationEvent.Confirmation;
import org.rehome.edge.acknowledgement.Miscount;
import org.rehome.edge.partner.DomainPair;
import org.rehome.edge.partner.NegotiationRules;
import org.rehome.edge.trust.PeerCertificate;
import org.rehome.edge.trust.TrustFailure;
import org.rehome.xmpp.stream.Namespaces;
import org.rehome.xmpp.stream.StreamErrorCondition;
import org.rehome.xmpp.stream.StreamItem;

/// A play of a stream that we open, by bytes.
final class OutboundFuzzPlay {
    private static final DomainPair PAIR = new DomainPair(World.domain("example.test"), World.domain("partner.test"));
    private static final List<String> HEADERS = List.of(
            "from='partner.test' to='example.test' id='1' version='1.0'",
            "from='partner.test' to='example.test' version='1.0'",
            "from='partner.test' to='example.test' id='1'",
            "from='evil.test' id='1' version='1.10'",
            "version=' 0'");
    private static final String MECHANISMS =
            "<mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>EXTERNAL</mechanism></mechanisms>";
    private static final List<String> WORDS = List.of(
            "<stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:features>",
            "<stream:features>" + MECHANISMS + "</stream:features>",
            "<stream:features>" + MECHANISMS + "<dialback xmlns='urn:xmpp:features:dialback'/></stream:features>",
            "<stream:features><sm xmlns='urn:xmpp:sm:3'/></stream:features>",
            "<stream:features/>",
            "<stream:features><x xmlns='urn:x'><required/></x></stream:features>",
            "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>",
            "<failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>",
            "<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>",
            "<failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><not-authorized/></failure>",
            "<challenge xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>",
            "<db:result from='partner.test' to='example.test' type='valid'/>",
            "<db:result from='evil.test' to='example.test' type='valid'/>",
            "<db:result from='partner.test' to='example.test' type='invalid'/>",
            "<db:verify from='partner.test' to='example.test' id='1' type='valid'/>",
            "<enabled xmlns='urn:xmpp:sm:3'/>",
            "<failed xmlns='urn:xmpp:sm:3'/>",
            "<a xmlns='urn:xmpp:sm:3' h='1'/>",
            "<r xmlns='urn:xmpp:sm:3'/>",
            "<message from='a@partner.test' to='b@example.test'/>",
            "<stream:error><conflict xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>");
    private static final List<PeerCertificate> CERTIFICATES =
            List.of(trusted("partner.test"), untrusted(TrustFailure.EXPIRED), new PeerCertificate.Absent());

    private final FuzzBytes bytes;
    private final OutboundGoal goal;
    private final OutboundNegotiation negotiation;
    private OutboundState state;
    private boolean authSent;
    private boolean keySent;
    private boolean success;
    private boolean valid;
    private boolean ready;

    OutboundFuzzPlay(byte[] play) {
        bytes = new FuzzBytes(play);
        int rules = bytes.choice(8);
        NegotiationRules allowed = new NegotiationRules((rules & 1) > 0, (rules & 2) > 0, (rules & 4) > 0);
        goal = bytes.choice(4) == 0
                ? new OutboundGoal.AskVerdict(new DialbackRequest(PAIR, "1", "key"), allowed)
                : new OutboundGoal.CarryStanzas(PAIR, allowed, bytes.oneOf(List.of(Confirmation.values())));
        negotiation = new OutboundNegotiation(goal, World.SECRET);
        state = negotiation.start(false);
        happens(new OutboundEvent.Connected());
    }

    void run() {
        while (bytes.hasMore()) {
            next().ifPresent(this::happens);
        }
    }

    private Optional<OutboundEvent> next() {
        return switch (bytes.choice(6)) {
            case 0, 1, 2, 3 -> said();
            case 4 -> Optional.of(new OutboundEvent.TimeUp());
            default ->
                Optional.of(
                        switch (bytes.choice(5)) {
                            case 0 -> new OutboundEvent.EndWanted(null, "x");
                            case 1 -> new OutboundEvent.EndWanted(StreamErrorCondition.RESET, "x");
                            case 2 -> new OutboundEvent.Miscounted(new Miscount.TooHigh(2, 1));
                            case 3 -> new OutboundEvent.Unreadable(StreamErrorCondition.NOT_WELL_FORMED, "x");
                            default -> new OutboundEvent.PeerClosed();
                        });
        };
    }

    private Optional<OutboundEvent> said() {
        return switch (state) {
            case OutboundState.AwaitHeader _ -> Optional.of(new OutboundEvent.HeaderArrived(bytes.header(HEADERS)));
            case OutboundState.Securing _ -> Optional.of(new OutboundEvent.TlsEstablished(bytes.oneOf(CERTIFICATES)));
            case OutboundState.AwaitFeatures _,
                    OutboundState.AwaitProceed _,
                    OutboundState.AwaitSaslOutcome _,
                    OutboundState.AwaitDialback _,
                    OutboundState.AwaitVerdict _,
                    OutboundState.AwaitEnabled _,
                    OutboundState.Ready _,
                    OutboundState.Closed _ -> {
                StreamItem item = bytes.element(WORDS);
                success |= authSent && FuzzBytes.is(item, Namespaces.SASL, "success");
                valid |= keySent && FuzzBytes.is(item, Namespaces.DIALBACK, "result");
                yield switch (item) {
                    case StreamItem.Arrived(var frame) -> Optional.of(new OutboundEvent.ElementArrived(frame));
                    case StreamItem.Broken(var condition, var detail, var application) ->
                        Optional.of(new OutboundEvent.Unreadable(condition, detail, application));
                    case StreamItem.Ended() -> Optional.of(new OutboundEvent.PeerClosed());
                    case StreamItem.Opened _, StreamItem.KeepAlive _ -> Optional.empty();
                };
            }
        };
    }

    private void happens(OutboundEvent event) {
        boolean wasClosed = state instanceof OutboundState.Closed;
        Step<OutboundState, OutboundAction> step = negotiation.on(state, event);
        state = step.next();
        if (wasClosed) {
            assertThat(state).isInstanceOf(OutboundState.Closed.class);
            // what was sent before may still be acknowledged
            assertThat(step.actions()).allMatch(OutboundAction.Acknowledged.class::isInstance);
        }
        step.actions().forEach(this::judge);
    }

    private void judge(OutboundAction action) {
        switch (action) {
            case OutboundAction.Send(var xml) -> {
                authSent |= xml.startsWith("<auth ");
                keySent |= xml.startsWith("<db:result ");
                if (xml.startsWith("<auth ")) {
                    assertThat(goal.rules().external()).isTrue();
                }
            }
            case OutboundAction.Ready(var method, var managed, var limits) -> {
                assertThat(ready).as("ready twice").isFalse();
                ready = true;
                switch (method) {
                    case EXTERNAL -> assertThat(success).isTrue();
                    case DIALBACK -> assertThat(valid).isTrue();
                    case DIALBACK_BY_CERTIFICATE -> throw new AssertionError("not ours to say");
                }
                assertThat(goal).isInstanceOf(OutboundGoal.CarryStanzas.class);
                assertThat(managed || goal.confirmation() != Confirmation.StreamManagement)
                        .isTrue();
            }
            case OutboundAction.Verdict _ -> assertThat(goal).isInstanceOf(OutboundGoal.AskVerdict.class);
            case OutboundAction.Acknowledged _, OutboundAction.Acknowledge _ ->
                assertThat(ready).isTrue();
            case OutboundAction.SendHeader _,
                    OutboundAction.StartTls _,
                    OutboundAction.Redirected _,
                    OutboundAction.Restart _,
                    OutboundAction.Ignored _,
                    OutboundAction.Failed _,
                    OutboundAction.Close _,
                    OutboundAction.Abort _ -> {
                // nothing is admitted by them
            }
        }
    }
}
