package org.rehome.edge.negotiation;

import java.util.Optional;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.InvalidAddress;
import org.rehome.edge.negotiation.InboundAction.AskAuthority;
import org.rehome.edge.negotiation.InboundAction.Authenticated;
import org.rehome.edge.negotiation.InboundAction.Fail;
import org.rehome.edge.negotiation.InboundAction.Ignored;
import org.rehome.edge.negotiation.InboundAction.Send;
import org.rehome.edge.negotiation.InboundState.Closed;
import org.rehome.edge.negotiation.InboundState.Open;
import org.rehome.edge.negotiation.InboundState.Session;
import org.rehome.edge.partner.Admission;
import org.rehome.edge.partner.DomainPair;
import org.rehome.edge.partner.NegotiationRules;
import org.rehome.xmpp.dialback.DialbackKey;
import org.rehome.xmpp.stanza.StanzaErrorCondition;
import org.rehome.xmpp.stream.Frame;
import org.rehome.xmpp.stream.StreamErrorCondition;

/// Dialback on a stream that a peer opened to us: as receiving server (`db:result`) and as authoritative server
/// (`db:verify`) (XEP-0220 §2.1.2, §2.2).
final class InboundDialback {
    /// Each key that a peer sends makes us open a connection to somebody (dialback amplification).
    private static final int MAX_ASKED = 8;

    private final EdgeFacts facts;

    InboundDialback(EdgeFacts facts) {
        this.facts = facts;
    }

    Step<InboundState, InboundAction> element(Session session, Frame frame) {
        if (frame.attribute("type").isPresent()) {
            // an answer to a question that was never asked here (XEP-0220 §2.1.1)
            return Step.to(new Open(session), new Ignored("unsolicited db:" + frame.name()));
        }
        return switch (frame.name()) {
            case "result" -> result(session, frame);
            case "verify" -> verify(session, frame);
            default ->
                InboundNegotiation.fail(
                        StreamErrorCondition.UNSUPPORTED_STANZA_TYPE, HandshakeFailure.STREAM, "db:" + frame.name());
        };
    }

    /// A peer asks to be authenticated for a pair.
    private Step<InboundState, InboundAction> result(Session session, Frame frame) {
        Optional<Domain> from = domain(frame, "from");
        Optional<Domain> to = domain(frame, "to");
        if (from.isEmpty() || to.isEmpty()) {
            return improper();
        }
        DomainPair pair = new DomainPair(to.get(), from.get());
        String key = frame.tree().text().trim();
        return refusal(session, pair, key)
                .<Step<InboundState, InboundAction>>map(condition -> Step.to(
                        new Open(session),
                        new Send(DialbackElements.resultError(
                                pair.local().name(), pair.partner().name(), condition))))
                .orElseGet(() -> accepted(session, new DialbackRequest(pair, session.id(), key)));
    }

    /// Why a pair cannot be authenticated on this stream; the stream stays open (XEP-0220 §2.5).
    private Optional<StanzaErrorCondition> refusal(Session session, DomainPair pair, String key) {
        if (!facts.locals().contains(pair.local())) {
            return Optional.of(StanzaErrorCondition.ITEM_NOT_FOUND);
        }
        if (facts.locals().contains(pair.partner())) {
            return Optional.of(StanzaErrorCondition.NOT_AUTHORIZED);
        }
        if (!(facts.partners().admission(pair.partner()) instanceof Admission.Admitted(var partner))) {
            return Optional.of(StanzaErrorCondition.POLICY_VIOLATION);
        }
        NegotiationRules rules = partner.rules();
        if (!(session.security().encrypted() ? rules.tlsDialback() : rules.plainDialback())) {
            return Optional.of(StanzaErrorCondition.POLICY_VIOLATION);
        }
        if (key.isEmpty()) {
            return Optional.of(StanzaErrorCondition.NOT_ACCEPTABLE);
        }
        return session.asked().size() >= MAX_ASKED
                ? Optional.of(StanzaErrorCondition.RESOURCE_CONSTRAINT)
                : Optional.empty();
    }

    private static Step<InboundState, InboundAction> accepted(Session session, DialbackRequest request) {
        DomainPair pair = request.pair();
        boolean proven =
                session.security() instanceof Security.Encrypted(var certificate) && certificate.proves(pair.partner());
        if (proven) {
            return valid(session, pair, Authentication.DIALBACK_BY_CERTIFICATE);
        }
        if (session.asked().contains(request)) {
            return Step.to(new Open(session), new Ignored("the same db:result again"));
        }
        return Step.to(new Open(session.withAsked(request)), new AskAuthority(request));
    }

    private static Step<InboundState, InboundAction> valid(Session session, DomainPair pair, Authentication method) {
        return Step.to(
                new Open(session.withVerified(pair)),
                new Authenticated(pair, method),
                new Send(DialbackElements.resultAnswer(
                        pair.local().name(), pair.partner().name(), "valid")));
    }

    /// The authoritative server has answered, or could not be asked.
    Step<InboundState, InboundAction> answered(Session session, DialbackRequest request, AuthorityAnswer answer) {
        if (!session.asked().contains(request)) {
            return Step.to(new Open(session));
        }
        Session rest = session.withoutAsked(request);
        DomainPair pair = request.pair();
        String local = pair.local().name();
        String partner = pair.partner().name();
        return switch (answer) {
            case AuthorityAnswer.Valid() ->
                // its standing may have changed while the authority was asked
                facts.partners().admission(pair.partner()) instanceof Admission.Admitted
                        ? valid(rest, pair, Authentication.DIALBACK)
                        : Step.to(
                                new Open(rest),
                                new Send(DialbackElements.resultError(
                                        local, partner, StanzaErrorCondition.POLICY_VIOLATION)));
            case AuthorityAnswer.Unknown(var condition, var detail) ->
                Step.to(
                        new Open(rest),
                        new Ignored("authority of " + partner + ": " + detail),
                        new Send(DialbackElements.resultError(local, partner, condition)));
            case AuthorityAnswer.Invalid() ->
                rest.established()
                        ? Step.to(
                                new Open(rest),
                                new Ignored("the authority of " + partner + " does not know the key"),
                                new Send(DialbackElements.resultError(local, partner, StanzaErrorCondition.FORBIDDEN)))
                        : Step.to(
                                new Closed(),
                                new Send(DialbackElements.resultAnswer(local, partner, "invalid")),
                                new Fail(
                                        StreamErrorCondition.NOT_AUTHORIZED,
                                        HandshakeFailure.DIALBACK_INVALID,
                                        "the authority of " + partner + " does not know the key"));
        };
    }

    /// Another server asks whether a key is ours. Answered on any stream, for nothing is learned or changed by it.
    private Step<InboundState, InboundAction> verify(Session session, Frame frame) {
        Optional<Domain> receiving = domain(frame, "from");
        Optional<Domain> originating = domain(frame, "to");
        String id = frame.attribute("id").orElse("");
        if (receiving.isEmpty() || originating.isEmpty() || id.isEmpty()) {
            return improper();
        }
        String local = originating.get().name();
        String asking = receiving.get().name();
        if (!facts.locals().contains(originating.get())) {
            return Step.to(
                    new Open(session),
                    new Send(DialbackElements.verifyError(local, asking, id, StanzaErrorCondition.ITEM_NOT_FOUND)));
        }
        String expected = DialbackKey.of(facts.dialbackSecret(), receiving.get(), originating.get(), id);
        boolean ours = DialbackKey.matches(expected, frame.tree().text());
        if (ours || !facts.legacyGateway()) {
            return Step.to(
                    new Open(session),
                    new Send(DialbackElements.verifyAnswer(local, asking, id, ours ? "valid" : "invalid")));
        }
        return forward(
                session,
                new DialbackRequest(
                        new DomainPair(originating.get(), receiving.get()),
                        id,
                        frame.tree().text().trim()));
    }

    /// It may be the legacy gateway's: that still opens streams of the same domain to whoever does not come here yet.
    private static Step<InboundState, InboundAction> forward(Session session, DialbackRequest question) {
        if (session.asked().contains(question)) {
            return Step.to(new Open(session), new Ignored("the same db:verify again"));
        }
        return session.asked().size() >= MAX_ASKED
                ? Step.to(new Open(session), verified(question, StanzaErrorCondition.RESOURCE_CONSTRAINT))
                : Step.to(new Open(session.withAsked(question)), new InboundAction.AskLegacy(question));
    }

    /// The legacy gateway has answered, or could not be asked.
    Step<InboundState, InboundAction> legacyAnswered(
            Session session, DialbackRequest question, AuthorityAnswer answer) {
        if (!session.asked().contains(question)) {
            return Step.to(new Open(session));
        }
        Open rest = new Open(session.withoutAsked(question));
        return switch (answer) {
            case AuthorityAnswer.Valid() -> Step.to(rest, verified(question, "valid"));
            case AuthorityAnswer.Invalid() -> Step.to(rest, verified(question, "invalid"));
            case AuthorityAnswer.Unknown(var condition, var detail) ->
                Step.to(rest, new Ignored("legacy gateway: " + detail), verified(question, condition));
        };
    }

    private static Send verified(DialbackRequest question, String type) {
        DomainPair pair = question.pair();
        return new Send(DialbackElements.verifyAnswer(
                pair.local().name(), pair.partner().name(), question.streamId(), type));
    }

    private static Send verified(DialbackRequest question, StanzaErrorCondition condition) {
        DomainPair pair = question.pair();
        return new Send(DialbackElements.verifyError(
                pair.local().name(), pair.partner().name(), question.streamId(), condition));
    }

    private static Step<InboundState, InboundAction> improper() {
        return InboundNegotiation.fail(
                StreamErrorCondition.IMPROPER_ADDRESSING,
                HandshakeFailure.ADDRESS,
                "a dialback element without from, to or id");
    }

    private static Optional<Domain> domain(Frame frame, String attribute) {
        try {
            return frame.attribute(attribute).map(Domain::parse);
        } catch (InvalidAddress e) {
            return Optional.empty();
        }
    }
}
