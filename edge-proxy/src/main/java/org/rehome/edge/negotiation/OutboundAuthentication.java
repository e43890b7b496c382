package org.rehome.edge.negotiation;

import java.util.Optional;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.InvalidAddress;
import org.rehome.edge.negotiation.OutboundAction.Close;
import org.rehome.edge.negotiation.OutboundAction.Send;
import org.rehome.edge.negotiation.OutboundAction.Verdict;
import org.rehome.edge.negotiation.OutboundState.AwaitDialback;
import org.rehome.edge.negotiation.OutboundState.AwaitSaslOutcome;
import org.rehome.edge.negotiation.OutboundState.AwaitVerdict;
import org.rehome.edge.negotiation.OutboundState.Closed;
import org.rehome.edge.negotiation.OutboundState.Peer;
import org.rehome.edge.partner.DomainPair;
import org.rehome.edge.trust.PeerCertificate;
import org.rehome.xmpp.dialback.DialbackKey;
import org.rehome.xmpp.stanza.StanzaErrorCondition;
import org.rehome.xmpp.stream.Frame;
import org.rehome.xmpp.stream.Namespaces;
import org.rehome.xmpp.stream.XmlElement;

/// How we authenticate on a stream that we open: SASL EXTERNAL where the peer offers it and its own certificate is
/// good, else dialback where the partner's settings allow it.
final class OutboundAuthentication {
    private final OutboundGoal goal;
    private final String dialbackSecret;

    OutboundAuthentication(OutboundGoal goal, String dialbackSecret) {
        this.goal = goal;
        this.dialbackSecret = dialbackSecret;
    }

    /// The features of an encrypted stream have come.
    Step<OutboundState, OutboundAction> begin(Peer peer) {
        return switch (goal) {
            case OutboundGoal.AskVerdict(var request, var rules) -> verify(peer, request);
            case OutboundGoal.CarryStanzas(var pair, var rules, var confirmation) -> carry(peer, pair);
            case OutboundGoal.Probe(var pair, var rules) -> carry(peer, pair);
        };
    }

    /// The stream stays in plain text.
    Step<OutboundState, OutboundAction> plain(Peer peer) {
        return plain(peer, "the peer offers no dialback");
    }

    /// @param why why nothing better is possible
    Step<OutboundState, OutboundAction> plain(Peer peer, String why) {
        return switch (goal) {
            case OutboundGoal.AskVerdict(var request, var rules) -> verify(peer, request);
            case OutboundGoal.CarryStanzas stanzas -> dialback(peer, why);
            case OutboundGoal.Probe probe -> dialback(peer, why);
        };
    }

    private Step<OutboundState, OutboundAction> carry(Peer peer, DomainPair pair) {
        boolean offered = StreamFeature.offersExternal(peer.features());
        Optional<PeerCertificate.Untrusted> objection = peer.security() instanceof Security.Encrypted(var certificate)
                ? certificate.objection(pair.partner(), goal.rules().pins())
                : Optional.empty();
        if (goal.rules().external() && offered && objection.isEmpty()) {
            return Step.to(
                    new AwaitSaslOutcome(peer),
                    new Send(goal.rules().namesUs() ? SaslExternal.auth(pair.local()) : SaslExternal.auth()));
        }
        String why = objection
                .map(untrusted -> untrusted.failure().wire() + ": " + untrusted.detail())
                .orElse("the peer offers no SASL EXTERNAL");
        if (goal.rules().tlsDialback()) {
            return dialback(peer, why);
        }
        return OutboundNegotiation.fail(
                null,
                objection.isPresent() ? HandshakeFailure.UNTRUSTED_CERTIFICATE : HandshakeFailure.NO_METHOD,
                why + "; the partner's settings allow " + goal.rules().describe());
    }

    /// Sends our key, which the peer will have verified at one of our edges.
    ///
    /// @param why why nothing better is possible, for the log when this is not possible either
    Step<OutboundState, OutboundAction> dialback(Peer peer, String why) {
        String id = peer.id();
        if (id == null || !peer.knowsDialback()) {
            return OutboundNegotiation.fail(null, HandshakeFailure.NO_METHOD, why + ", and it knows no dialback");
        }
        DomainPair pair = goal.pair();
        String key = DialbackKey.of(dialbackSecret, pair.partner(), pair.local(), id);
        return Step.to(new AwaitDialback(peer), new Send(DialbackElements.result(pair.local(), pair.partner(), key)));
    }

    private static Step<OutboundState, OutboundAction> verify(Peer peer, DialbackRequest request) {
        return Step.to(new AwaitVerdict(peer), new Send(DialbackElements.verify(request)));
    }

    /// Dialback on the same stream may follow (XEP-0178 §3).
    Step<OutboundState, OutboundAction> afterSaslFailure(Peer peer, Frame failure) {
        String condition = failure.tree().children().stream()
                .map(XmlElement::name)
                .filter(name -> !name.equals("text"))
                .findFirst()
                .orElse("not-authorized");
        return goal.rules().tlsDialback()
                ? dialback(peer, "the peer refuses SASL EXTERNAL: " + condition)
                : OutboundNegotiation.fail(
                        null, HandshakeFailure.NOT_AUTHORIZED, "the peer refuses SASL EXTERNAL: " + condition);
    }

    Step<OutboundState, OutboundAction> dialbackAnswer(OutboundState state, Peer peer, Frame frame) {
        if (!frame.is(Namespaces.DIALBACK, "result") || !answersUs(frame)) {
            return OutboundNegotiation.ignored(state, frame);
        }
        return switch (frame.attribute("type").orElse("")) {
            // no new features come, so stream management is never offered (XEP-0198 §3)
            case "valid" -> OutboundManagement.ready(peer, Authentication.DIALBACK, false);
            case "invalid" ->
                OutboundNegotiation.fail(
                        null, HandshakeFailure.DIALBACK_INVALID, "the peer was told that our key is not ours");
            case "error" -> OutboundNegotiation.fail(null, HandshakeFailure.DIALBACK_ERROR, error(frame));
            default -> OutboundNegotiation.ignored(state, frame);
        };
    }

    Step<OutboundState, OutboundAction> verdict(OutboundState state, Frame frame) {
        if (!(goal instanceof OutboundGoal.AskVerdict(var request, var rules))
                || !frame.is(Namespaces.DIALBACK, "verify")
                || !answersUs(frame)
                || !frame.attribute("id").orElse("").equals(request.streamId())) {
            return OutboundNegotiation.ignored(state, frame);
        }
        return switch (frame.attribute("type").orElse("")) {
            case "valid" -> decided(new AuthorityAnswer.Valid());
            case "invalid" -> decided(new AuthorityAnswer.Invalid());
            case "error" ->
                decided(new AuthorityAnswer.Unknown(
                        // XEP-0220 §2.5: also when the authoritative server answered with an error
                        StanzaErrorCondition.REMOTE_SERVER_NOT_FOUND, "the authoritative server says " + error(frame)));
            default -> OutboundNegotiation.ignored(state, frame);
        };
    }

    private static Step<OutboundState, OutboundAction> decided(AuthorityAnswer answer) {
        return Step.to(new Closed(), new Verdict(answer), new Close(null, ""));
    }

    /// Answers count only for what was asked on this stream (XEP-0220 §2.1.1).
    private boolean answersUs(Frame frame) {
        return isDomain(frame.attribute("from").orElse(""), goal.pair().partner())
                && isDomain(frame.attribute("to").orElse(""), goal.pair().local());
    }

    private static boolean isDomain(String text, Domain domain) {
        try {
            return Domain.parse(text).equals(domain);
        } catch (InvalidAddress e) {
            return false;
        }
    }

    private static String error(Frame frame) {
        return frame.tree().children().stream()
                .filter(child -> child.name().equals("error"))
                .flatMap(child -> child.children().stream())
                .map(XmlElement::name)
                .findFirst()
                .orElse("undefined-condition");
    }
}
