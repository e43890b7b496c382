package org.rehome.edge.probe;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.event.EdgeEvent.ProbeOutcome;
import org.rehome.contracts.event.EdgeEvent.ProbeProposal;
import org.rehome.contracts.event.EdgeEvent.ProbeStep;
import org.rehome.contracts.event.FederationEvent.Negotiation;
import org.rehome.edge.negotiation.Authentication;
import org.rehome.edge.negotiation.HandshakeFailure;
import org.rehome.edge.partner.NegotiationRules;
import org.rehome.edge.trust.PeerCertificate;

/// The steps of a probe in their order, as they are taken.
public final class ProbeSteps {
    /// The steps, as they are named.
    public enum Step {
        CERTIFICATE,
        RESOLUTION,
        CONNECTION,
        STREAM,
        ENCRYPTION,
        IDENTITY,
        AUTHENTICATION,
        DIALBACK,
        AUTHORITY,
        PING;

        String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final List<ProbeStep> steps = new ArrayList<>();

    public void passed(Step step, String detail, long millis) {
        add(step, ProbeOutcome.Passed, ProbeReason.OK, detail, millis);
    }

    public void warned(Step step, ProbeReason reason, String detail, long millis) {
        add(step, ProbeOutcome.Warning, reason, detail, millis);
    }

    public void failed(Step step, ProbeReason reason, String detail, long millis) {
        add(step, ProbeOutcome.Failed, reason, detail, millis);
    }

    public void notTried(Step step, ProbeReason reason, String detail) {
        add(step, ProbeOutcome.NotTried, reason, detail, 0);
    }

    private void add(Step step, ProbeOutcome outcome, ProbeReason reason, String detail, long millis) {
        steps.add(new ProbeStep(step.wire(), outcome, reason.wire(), detail, reason.advice(), millis));
    }

    /// The walk under the partner's own settings: stream, encryption, identity and authentication.
    ///
    /// @param verifiable whether the partner's questions about our dialback keys come to the edges
    public void walked(Walk walk, NegotiationRules rules, Domain partner, boolean verifiable) {
        if (brokeOff(walk)) {
            failed(Step.STREAM, reason(walk), walk.detail() + redirections(walk), walk.millis());
            return;
        }
        passed(Step.STREAM, "header and features" + redirections(walk), 0);
        encryption(walk, rules);
        if (walk.encrypted()) {
            identity(walk, partner, rules.pins());
        }
        if (walk.arrived()) {
            passed(Step.AUTHENTICATION, words(walk.method()), walk.millis());
        } else if (!verifiable && isAboutOurKey(walk, rules)) {
            warned(Step.AUTHENTICATION, reason(walk), walk.detail(), walk.millis());
        } else if (!hasFailed()) {
            failed(Step.AUTHENTICATION, reason(walk), walk.detail(), walk.millis());
        }
    }

    private static String redirections(Walk walk) {
        return walk.redirections().isEmpty() ? "" : "; redirected to " + String.join(", to ", walk.redirections());
    }

    /// A peer may also hang up, or wait, when nobody knows our key.
    private static boolean isAboutOurKey(Walk walk, NegotiationRules rules) {
        return switch (walk.failure()) {
            case DIALBACK_INVALID, DIALBACK_ERROR -> true;
            case TIMEOUT, PEER_CLOSED, PEER_ERROR -> rules.tlsDialback() || rules.plainDialback();
            case null, default -> false;
        };
    }

    /// Before TLS nothing but the stream itself can have failed, unless it is about TLS.
    private static boolean brokeOff(Walk walk) {
        return !walk.encrypted()
                && (walk.failure() == HandshakeFailure.STREAM
                        || walk.failure() == HandshakeFailure.CONFLICT
                        || walk.failure() == HandshakeFailure.PEER_ERROR
                        || walk.failure() == HandshakeFailure.PEER_CLOSED
                        || walk.failure() == HandshakeFailure.TIMEOUT);
    }

    private void encryption(Walk walk, NegotiationRules rules) {
        String tls = walk.encryption();
        if (tls != null) {
            passed(Step.ENCRYPTION, tls, 0);
        } else if (!rules.allowsTls()) {
            notTried(Step.ENCRYPTION, ProbeReason.NOT_NEEDED, "the partner's settings forbid TLS");
        } else if (walk.failure() == HandshakeFailure.TLS_REQUIRED || walk.failure() == HandshakeFailure.TLS_FAILED) {
            failed(Step.ENCRYPTION, reason(walk), walk.detail(), walk.millis());
        } else {
            warned(Step.ENCRYPTION, ProbeReason.PLAIN_TEXT, "the partner offers no TLS", 0);
        }
    }

    private void identity(Walk walk, Domain partner, Set<String> pins) {
        PeerCertificate.Untrusted objection = walk.objection(partner, pins).orElse(null);
        if (objection == null) {
            passed(Step.IDENTITY, identities(walk.certificate()), 0);
        } else if (walk.failure() == HandshakeFailure.UNTRUSTED_CERTIFICATE) {
            failed(Step.IDENTITY, ProbeReason.of(objection.failure()), objection.detail(), 0);
        } else {
            warned(Step.IDENTITY, ProbeReason.of(objection.failure()), objection.detail(), 0);
        }
    }

    private static String identities(@Nullable PeerCertificate certificate) {
        return switch (certificate) {
            case PeerCertificate.Trusted trusted ->
                trusted.identities().all() + ", until " + trusted.until() + ", SHA-256 " + trusted.fingerprint();
            case PeerCertificate.Vouched(var domain, var fingerprint, var until) ->
                domain + " by DNSSEC, SHA-256 " + fingerprint;
            case null, default -> "";
        };
    }

    private static String words(@Nullable Authentication method) {
        return method == null ? "" : method.wire();
    }

    private static ProbeReason reason(Walk walk) {
        HandshakeFailure failure = walk.failure();
        return failure == null ? ProbeReason.OK : ProbeReason.of(failure);
    }

    /// A second stream, on which dialback is the only way: the partner asks the server that DNS names for our domain.
    public void dialledBack(Walk walk) {
        if (walk.arrived()) {
            passed(Step.DIALBACK, "the partner had our key verified", walk.millis());
        } else {
            warned(Step.DIALBACK, reason(walk), walk.detail(), walk.millis());
        }
    }

    public boolean hasFailed() {
        return first(ProbeOutcome.Failed).isPresent();
    }

    public List<ProbeStep> all() {
        return List.copyOf(steps);
    }

    /// What the whole probe came to.
    public ProbeOutcome outcome() {
        return steps.stream()
                .map(ProbeStep::outcome)
                .max(Comparator.naturalOrder())
                .orElse(ProbeOutcome.NotTried);
    }

    /// The code of the first step that made it so.
    public String reason() {
        return first(outcome()).map(ProbeStep::reason).orElse(ProbeReason.OK.wire());
    }

    private Optional<ProbeStep> first(ProbeOutcome outcome) {
        return steps.stream().filter(step -> step.outcome() == outcome).findFirst();
    }

    /// The strongest settings with which a stream came up.
    ///
    /// @return null when none did
    public static @Nullable ProbeProposal proposal(List<Walk> walks) {
        if (walks.stream().anyMatch(walk -> walk.method() == Authentication.EXTERNAL)) {
            return new ProbeProposal(Negotiation.Required, Negotiation.Required, false);
        }
        if (walks.stream().anyMatch(walk -> walk.arrived() && walk.encrypted())) {
            return new ProbeProposal(Negotiation.Required, Negotiation.Optional, true);
        }
        return walks.stream().anyMatch(Walk::arrived)
                ? new ProbeProposal(Negotiation.Optional, Negotiation.Optional, true)
                : null;
    }
}
