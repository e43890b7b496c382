package org.rehome.edge.negotiation;

import org.rehome.contracts.address.Domain;
import org.rehome.edge.negotiation.InboundAction.Authenticated;
import org.rehome.edge.negotiation.InboundAction.Restart;
import org.rehome.edge.negotiation.InboundAction.Send;
import org.rehome.edge.negotiation.InboundState.AwaitHeader;
import org.rehome.edge.negotiation.InboundState.Open;
import org.rehome.edge.negotiation.InboundState.Session;
import org.rehome.edge.partner.Admission;
import org.rehome.edge.partner.DomainPair;
import org.rehome.xmpp.stream.Frame;
import org.rehome.xmpp.stream.StreamErrorCondition;

/// SASL EXTERNAL on a stream that a peer opened to us (RFC 6120 §6.4, XEP-0178 §3).
final class InboundSasl {
    /// RFC 6120 §6.4.5 asks for 2 to 5.
    private static final int MAX_ATTEMPTS = 3;

    private final EdgeFacts facts;

    InboundSasl(EdgeFacts facts) {
        this.facts = facts;
    }

    Step<InboundState, InboundAction> element(Session session, Frame frame) {
        return switch (frame.name()) {
            case "auth" -> auth(session, frame);
            case "response" ->
                session.challenged()
                        ? respond(session, frame.tree().text().trim())
                        : failed(session, SaslExternal.Failure.NOT_AUTHORIZED);
            case "abort" -> failed(session, SaslExternal.Failure.ABORTED);
            default ->
                InboundNegotiation.fail(
                        StreamErrorCondition.UNSUPPORTED_STANZA_TYPE, HandshakeFailure.STREAM, frame.name());
        };
    }

    private Step<InboundState, InboundAction> auth(Session session, Frame frame) {
        if (session.established()) {
            return InboundNegotiation.fail(
                    StreamErrorCondition.POLICY_VIOLATION, HandshakeFailure.STREAM, "SASL on an authenticated stream");
        }
        if (!session.security().encrypted()) {
            return failed(session, SaslExternal.Failure.ENCRYPTION_REQUIRED);
        }
        if (!frame.attribute("mechanism").orElse("").equals(SaslExternal.MECHANISM)) {
            return failed(session, SaslExternal.Failure.INVALID_MECHANISM);
        }
        if (!session.externalOffered()) {
            return failed(session, SaslExternal.Failure.NOT_AUTHORIZED);
        }
        String initial = frame.tree().text().trim();
        // no initial response at all: it is asked for; "=" is an empty one (RFC 6120 §6.4.2)
        return initial.isEmpty()
                ? Step.to(new Open(session.withChallenge()), new Send(SaslExternal.challenge()))
                : respond(session, initial);
    }

    private Step<InboundState, InboundAction> respond(Session session, String response) {
        Domain from = session.from();
        if (from == null || !(facts.partners().admission(from) instanceof Admission.Admitted)) {
            return failed(session, SaslExternal.Failure.NOT_AUTHORIZED);
        }
        return switch (SaslExternal.response(response)) {
            case SaslExternal.Response.Wrong(var failure) -> failed(session, failure);
            case SaslExternal.Response.Implied() -> succeeded(session, from);
            case SaslExternal.Response.Named(var domain) ->
                domain.equals(from) ? succeeded(session, from) : failed(session, SaslExternal.Failure.INVALID_AUTHZID);
        };
    }

    private static Step<InboundState, InboundAction> succeeded(Session session, Domain from) {
        DomainPair pair = new DomainPair(session.local(), from);
        return Step.to(
                new AwaitHeader(session.security(), pair),
                new Authenticated(pair, Authentication.EXTERNAL),
                new Send(SaslExternal.success()),
                new Restart());
    }

    private static Step<InboundState, InboundAction> failed(Session session, SaslExternal.Failure failure) {
        Session next = session.withFailedAttempt();
        if (next.attempts() >= MAX_ATTEMPTS) {
            return Step.to(
                    new InboundState.Closed(),
                    new Send(failure.toXml()),
                    new InboundAction.Fail(
                            StreamErrorCondition.POLICY_VIOLATION,
                            HandshakeFailure.NOT_AUTHORIZED,
                            "too many failed authentications"));
        }
        return Step.to(new Open(next), new Send(failure.toXml()));
    }
}
