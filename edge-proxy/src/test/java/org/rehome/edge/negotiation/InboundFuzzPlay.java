package org.rehome.edge.negotiation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rehome.edge.negotiation.InboundPlay.trusted;
import static org.rehome.edge.negotiation.InboundPlay.untrusted;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.rehome.contracts.event.FederationEvent.Negotiation;
import org.rehome.edge.partner.DomainPair;
import org.rehome.edge.trust.PeerCertificate;
import org.rehome.edge.trust.TrustFailure;
import org.rehome.xmpp.stanza.StanzaErrorCondition;
import org.rehome.xmpp.stream.StreamErrorCondition;
import org.rehome.xmpp.stream.StreamItem;

/// A play of a stream that a peer opens, by bytes.
final class InboundFuzzPlay {
    private static final List<String> HEADERS = List.of(
            "to='example.test' from='partner.test' version='1.0'",
            "to='example.test' from='dialback.test' version='1.0'",
            "to='example.test' from='plain.test' version='1.0'",
            "to='example.test' version='1.0'",
            "from='partner.test' version='1.0'",
            "to='nobody.test' from='partner.test' version='1.0'",
            "to='example.test' from='plain.test'",
            "to='example.test' from='partner.test' version='2.0'",
            "to='a@b@c' from='' version='x'");
    private static final List<String> WORDS = List.of(
            "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>",
            "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='EXTERNAL'>=</auth>",
            "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='EXTERNAL'/>",
            "<response xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>cGFydG5lci50ZXN0</response>",
            "<abort xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>",
            "<db:result from='dialback.test' to='example.test'>k</db:result>",
            "<db:result from='plain.test' to='example.test'>k</db:result>",
            "<db:result from='partner.test' to='example.test'>k</db:result>",
            "<db:verify from='dialback.test' to='example.test' id='1'>k</db:verify>",
            "<db:result from='dialback.test' to='example.test' type='valid'/>",
            "<message from='a@partner.test' to='b@example.test'/>",
            "<message from='a@dialback.test' to='b@example.test'/>",
            "<message from='a@plain.test' to='b@example.test'/>",
            "<iq from='a@partner.test' to='b@example.test'/>",
            "<presence from='a@partner.test' to='b@other.test'/>",
            "<enable xmlns='urn:xmpp:sm:3'/>",
            "<r xmlns='urn:xmpp:sm:3'/>",
            "<a xmlns='urn:xmpp:sm:3' h='0'/>",
            "<resume xmlns='urn:xmpp:sm:3' previd='x' h='0'/>",
            "<stream:error><reset xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>",
            "<stream:features/>");
    private static final List<PeerCertificate> CERTIFICATES = List.of(
            trusted("partner.test"),
            trusted("dialback.test", "example.test"),
            untrusted(TrustFailure.SELF_SIGNED),
            new PeerCertificate.Absent());
    private static final List<AuthorityAnswer> ANSWERS = List.of(
            new AuthorityAnswer.Valid(),
            new AuthorityAnswer.Invalid(),
            new AuthorityAnswer.Unknown(StanzaErrorCondition.REMOTE_SERVER_TIMEOUT, "silence"));

    private final FuzzBytes bytes;
    private final InboundNegotiation negotiation;
    private final World world = new World()
            .local("example.test")
            .enabled("partner.test")
            .enabled(World.partner("dialback.test", Negotiation.Required, Negotiation.Optional, true))
            .enabled(World.partner("plain.test", Negotiation.NotSupported, Negotiation.Optional, true));
    private final List<DialbackRequest> asked = new ArrayList<>();
    private final List<DialbackRequest> askedLegacy = new ArrayList<>();
    private final Set<DomainPair> authenticated = new HashSet<>();
    private InboundState state;
    private int ids;

    InboundFuzzPlay(byte[] play) {
        bytes = new FuzzBytes(play);
        if (bytes.choice(2) == 1) {
            world.legacyGateway();
        }
        negotiation = new InboundNegotiation(world.facts(), () -> "id" + ++ids, InboundPlay.IDLE);
        state = negotiation.start();
    }

    void run() {
        while (bytes.hasMore()) {
            next().ifPresent(this::happens);
        }
    }

    /// What may happen in the state: the connection tells nothing else.
    private Optional<InboundEvent> next() {
        return switch (bytes.choice(8)) {
            case 0, 1, 2, 3 -> said();
            case 4 -> answered(asked).map(request -> new InboundEvent.AuthorityAnswered(request, bytes.oneOf(ANSWERS)));
            case 5 ->
                answered(askedLegacy).map(request -> new InboundEvent.LegacyAnswered(request, bytes.oneOf(ANSWERS)));
            case 6 -> Optional.of(new InboundEvent.TimeUp());
            default ->
                Optional.of(
                        switch (bytes.choice(5)) {
                            case 0 -> new InboundEvent.EndWanted(true);
                            case 1 -> new InboundEvent.EndWanted(false);
                            case 2 -> new InboundEvent.Forbidden(StreamErrorCondition.RESET, "changed");
                            case 3 -> new InboundEvent.Unreadable(StreamErrorCondition.NOT_WELL_FORMED, "x");
                            default -> new InboundEvent.PeerClosed();
                        });
        };
    }

    private Optional<InboundEvent> said() {
        return switch (state) {
            case InboundState.AwaitHeader _ -> Optional.of(new InboundEvent.HeaderArrived(bytes.header(HEADERS)));
            case InboundState.Securing _ -> Optional.of(new InboundEvent.TlsEstablished(bytes.oneOf(CERTIFICATES)));
            case InboundState.Open _, InboundState.Draining _, InboundState.Closed _ ->
                switch (bytes.element(WORDS)) {
                    case StreamItem.Arrived(var frame) -> Optional.of(new InboundEvent.ElementArrived(frame));
                    case StreamItem.Broken(var condition, var detail, var application) ->
                        Optional.of(new InboundEvent.Unreadable(condition, detail, application));
                    case StreamItem.Ended() -> Optional.of(new InboundEvent.PeerClosed());
                    case StreamItem.Opened _, StreamItem.KeepAlive _ -> Optional.empty();
                };
        };
    }

    private Optional<DialbackRequest> answered(List<DialbackRequest> questions) {
        return questions.isEmpty() ? Optional.empty() : Optional.of(bytes.oneOf(questions));
    }

    private void happens(InboundEvent event) {
        boolean wasClosed = state instanceof InboundState.Closed;
        Step<InboundState, InboundAction> step = negotiation.on(state, event);
        state = step.next();
        if (wasClosed) {
            assertThat(state).isInstanceOf(InboundState.Closed.class);
            assertThat(step.actions()).isEmpty();
        }
        step.actions().forEach(this::judge);
    }

    private void judge(InboundAction action) {
        switch (action) {
            case InboundAction.AskAuthority(var request) -> asked.add(request);
            case InboundAction.AskLegacy(var question) -> askedLegacy.add(question);
            case InboundAction.Authenticated(var pair, var method) -> {
                assertThat(world.locals.contains(pair.partner()))
                        .as("somebody speaks for us")
                        .isFalse();
                authenticated.add(pair);
            }
            case InboundAction.Accept(var stanza, var pair) -> {
                assertThat(authenticated).contains(pair);
                assertThat(stanza.from().domain()).isEqualTo(pair.partner());
                assertThat(stanza.to().domain()).isEqualTo(pair.local());
            }
            case InboundAction.Bounce(var pair, var error) ->
                assertThat(authenticated).contains(pair);
            case InboundAction.Count _, InboundAction.Acknowledge _ ->
                assertThat(authenticated).isNotEmpty();
            case InboundAction.SendHeader _,
                    InboundAction.Send _,
                    InboundAction.StartTls _,
                    InboundAction.Restart _,
                    InboundAction.Drop _,
                    InboundAction.Ignored _,
                    InboundAction.BeginClose _,
                    InboundAction.FinishClose _,
                    InboundAction.Fail _,
                    InboundAction.Abort _ -> {
                // nothing is admitted by them
            }
        }
    }
}
