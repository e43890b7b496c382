package org.rehome.edge.negotiation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rehome.edge.partner.KnownPartner;
import org.rehome.edge.partner.NegotiationRules;
import org.rehome.edge.trust.PeerCertificate;
import org.rehome.xmpp.stream.StreamErrorCondition;
import org.rehome.xmpp.stream.StreamLimits;

/// Which features a stream is offered (RFC 6120 §4.3.2): what the partner's settings, the encryption and the peer's
/// certificate leave.
final class InboundFeatures {
    /// Before a peer has named itself, dialback is possible: it names a domain with each key.
    private static final NegotiationRules UNNAMED = new NegotiationRules(false, true, false);

    sealed interface Offer {
        record Offered(List<StreamFeature> features) implements Offer {
            public Offered {
                features = List.copyOf(features);
            }
        }

        /// There is no way to authenticate; the stream ends.
        record Nothing(StreamErrorCondition condition, HandshakeFailure failure, String detail) implements Offer {}
    }

    private final EdgeFacts facts;
    private final Duration idle;

    /// @param idle after so much silence a stream may be closed whose partner has to send keep-alives
    InboundFeatures(EdgeFacts facts, Duration idle) {
        this.facts = facts;
        this.idle = idle;
    }

    Offer offer(Security security, boolean authenticated, HeaderRules.Verdict.Good header) {
        NegotiationRules rules =
                Optional.ofNullable(header.partner()).map(KnownPartner::rules).orElse(UNNAMED);
        Offer offer =
                switch (security) {
                    case Security.Plain() -> plain(rules, header);
                    case Security.Encrypted(var certificate) ->
                        authenticated ? new Offer.Offered(established(rules)) : encrypted(rules, certificate, header);
                };
        return offer instanceof Offer.Offered(var features) && (authenticated || offersDialback(features))
                ? new Offer.Offered(withLimits(features, header.partner()))
                : offer;
    }

    /// Behind dialback no other features come: what is offered with it holds for stanzas too (XEP-0478 §4.1).
    private static boolean offersDialback(List<StreamFeature> features) {
        return features.stream().anyMatch(StreamFeature.Dialback.class::isInstance);
    }

    private List<StreamFeature> withLimits(List<StreamFeature> features, @Nullable KnownPartner partner) {
        boolean mayBeSilent = partner != null && !partner.settings().enableKeepAlive();
        List<StreamFeature> all = new ArrayList<>(features);
        all.add(new StreamFeature.Limits(
                StreamLimits.afterAuthentication().bytes(), mayBeSilent ? 0 : idle.toSeconds()));
        return all;
    }

    private static List<StreamFeature> established(NegotiationRules rules) {
        return rules.tlsDialback()
                ? List.of(new StreamFeature.Dialback(true), new StreamFeature.Management())
                : List.of(new StreamFeature.Management());
    }

    private Offer plain(NegotiationRules rules, HeaderRules.Verdict.Good header) {
        boolean tls =
                rules.allowsTls() && header.features() && facts.certified().test(header.local());
        if (!tls && !rules.plainDialback()) {
            return facts.certified().test(header.local())
                    ? new Offer.Nothing(
                            StreamErrorCondition.POLICY_VIOLATION,
                            HandshakeFailure.TLS_REQUIRED,
                            "streams must be encrypted: version 1.0 and STARTTLS")
                    : new Offer.Nothing(
                            StreamErrorCondition.INTERNAL_SERVER_ERROR,
                            HandshakeFailure.NO_CERTIFICATE,
                            "there is no certificate for " + header.local());
        }
        List<StreamFeature> features = new ArrayList<>();
        if (tls) {
            features.add(new StreamFeature.StartTls(!rules.plainDialback()));
        }
        if (rules.plainDialback()) {
            features.add(new StreamFeature.Dialback(true));
        }
        return new Offer.Offered(features);
    }

    private static Offer encrypted(
            NegotiationRules rules, PeerCertificate certificate, HeaderRules.Verdict.Good header) {
        Optional<PeerCertificate.Untrusted> objection =
                Optional.ofNullable(header.from()).flatMap(from -> certificate.objection(from, rules.pins()));
        List<StreamFeature> features = new ArrayList<>();
        if (rules.external() && objection.isEmpty()) {
            // before dialback: a peer takes the first that it knows (XEP-0178 §3)
            features.add(new StreamFeature.Mechanisms(List.of(SaslExternal.MECHANISM)));
        }
        if (rules.tlsDialback()) {
            features.add(new StreamFeature.Dialback(true));
        }
        if (!features.isEmpty()) {
            return new Offer.Offered(features);
        }
        return objection
                .<Offer>map(why -> new Offer.Nothing(
                        StreamErrorCondition.POLICY_VIOLATION,
                        HandshakeFailure.UNTRUSTED_CERTIFICATE,
                        why.failure().wire() + ": " + why.detail()))
                .orElseGet(() -> new Offer.Nothing(
                        StreamErrorCondition.POLICY_VIOLATION,
                        HandshakeFailure.NO_METHOD,
                        "the partner's settings allow " + rules.describe()));
    }
}
