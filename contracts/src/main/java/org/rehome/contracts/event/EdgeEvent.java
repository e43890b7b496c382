package org.rehome.contracts.event;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.event.FederationEvent.Negotiation;

/// Edges, their certificates, which partners can confirm what is sent to them, and which come by the legacy
/// gateway. A tombstone says that the key was removed.
public sealed interface EdgeEvent extends Event {

    /// The edge takes streams.
    ///
    /// @param edge the id of the edge
    /// @param host the name under which partners reach it, the target of the SRV record
    /// @param port the S2S port
    /// @param facade true when it passes the streams of partners that are not enabled through to the legacy
    ///     gateway
    record EdgeStarted(
            String edge, String host, int port, @Nullable Boolean facade) implements EdgeEvent {
        @Override
        public String key() {
            return "edge/" + edge;
        }
    }

    /// The edge takes no more streams.
    ///
    /// @param edge the id of the edge
    /// @param host the name under which partners reached it
    /// @param port the S2S port
    record EdgeStopped(String edge, String host, int port) implements EdgeEvent {
        @Override
        public String key() {
            return "edge/" + edge;
        }
    }

    /// The edge uses this certificate from its next handshake on.
    ///
    /// @param edge the id of the edge
    /// @param domain the local domain that it is for
    /// @param names the identities that it carries: dNSName, SRVName and xmppAddr
    /// @param fingerprint SHA-256 of the certificate, lower-case hex
    /// @param notBefore from when it is valid
    /// @param notAfter until when it is valid
    record CertificateActivated(
            String edge, Domain domain, List<String> names, String fingerprint, Instant notBefore, Instant notAfter)
            implements EdgeEvent {
        public CertificateActivated {
            names = List.copyOf(names);
        }

        @Override
        public String key() {
            return "certificate/" + edge + "/" + domain;
        }
    }

    /// A certificate that the edge uses expires soon. It is said once for each certificate at 30, 14, 7 and 1 days;
    /// a certificate that has taken its place has another fingerprint.
    ///
    /// @param edge the id of the edge
    /// @param domain the local domain that it is for
    /// @param fingerprint SHA-256 of the certificate, lower-case hex
    /// @param notAfter until when it is valid
    /// @param days the threshold: 30, 14, 7 or 1
    record CertificateExpiring(String edge, Domain domain, String fingerprint, Instant notAfter, int days)
            implements EdgeEvent {
        @Override
        public String key() {
            return key(edge, domain);
        }

        /// The key of the last warning about a domain's certificate.
        public static String key(String edge, Domain domain) {
            return "expiring/" + edge + "/" + domain;
        }
    }

    /// The partner can confirm what is sent to it (design: enabled takes effect outbound).
    ///
    /// @param local the local domain
    /// @param partner the partner's domain
    /// @param edge the id of the edge that has seen it
    /// @param by how: `ping` (answered at an edge) or `stream-management`
    record PartnerConfirming(Domain local, Domain partner, String edge, String by) implements EdgeEvent {
        @Override
        public String key() {
            return "pair/" + local + ">" + partner;
        }
    }

    /// The partner can no longer confirm.
    ///
    /// @param local the local domain
    /// @param partner the partner's domain
    /// @param edge the id of the edge that has seen it
    /// @param reason why
    record PartnerNotConfirming(Domain local, Domain partner, String edge, String reason) implements EdgeEvent {
        @Override
        public String key() {
            return "pair/" + local + ">" + partner;
        }
    }

    /// A stream from the partner's domain was passed through to the legacy gateway for the first time. Who it
    /// is from is what its header said; nothing has proven it.
    ///
    /// @param edge the id of the edge that has seen it
    /// @param partner the `from` of the stream header
    /// @param local the local domain, its `to`
    /// @param firstSeen when it came
    record PartnerSpliced(String edge, Domain partner, Domain local, Instant firstSeen) implements EdgeEvent {
        @Override
        public String key() {
            return "spliced/" + local + ">" + partner;
        }
    }

    /// The partner's streams end at this edge, and nothing of the partner is passed through to the legacy
    /// gateway there any more.
    ///
    /// @param edge the id of the edge
    /// @param partner the partner's domain
    /// @param version of the partner's state on `federation` since when its streams end at the edge
    record PartnerUnspliced(String edge, Domain partner, long version) implements EdgeEvent {
        @Override
        public String key() {
            return "unspliced/" + edge + "/" + partner;
        }
    }

    /// No stream from the partner ends at this edge any more while the partner is on its way back to the legacy
    /// gateway, and all that they brought is durable.
    ///
    /// @param edge the id of the edge
    /// @param partner the partner's domain
    /// @param version of the partner's state on `federation`
    record PartnerStreamsEnded(String edge, Domain partner, long version) implements EdgeEvent {
        @Override
        public String key() {
            return "ended/" + edge + "/" + partner;
        }
    }

    /// The edge has walked the way to a partner, because it was asked to (`PartnerProbeOrdered`).
    ///
    /// @param edge the id of the edge
    /// @param local the domain of ours that it spoke for
    /// @param partner the partner's domain
    /// @param ordered when the probe was ordered
    /// @param at when it ended
    /// @param outcome of the worst step
    /// @param reason stable code of the first step with that outcome; `ok` when all passed
    /// @param before outcome of this edge's probe before; null when there was none
    /// @param steps in their order
    /// @param proposal the strongest settings that worked; null when none did
    record PartnerProbed(
            String edge,
            Domain local,
            Domain partner,
            Instant ordered,
            Instant at,
            ProbeOutcome outcome,
            String reason,
            @Nullable ProbeOutcome before,
            List<ProbeStep> steps,
            @Nullable ProbeProposal proposal)
            implements EdgeEvent {
        public PartnerProbed {
            steps = List.copyOf(steps);
        }

        @Override
        public String key() {
            return "probed/" + edge + "/" + local + ">" + partner;
        }
    }

    /// What a step of a probe came to; the worst is the last.
    enum ProbeOutcome {
        /// A step before it failed, or the partner's settings do without it.
        NotTried,
        Passed,
        /// Not as it should be, or not to be known yet; stanzas can flow all the same.
        Warning,
        Failed
    }

    /// A step of a probe.
    ///
    /// @param step `certificate`, `resolution`, `connection`, `stream`, `encryption`, `identity`,
    /// `authentication`, `dialback`, `authority` or `ping`; of a pool's test user (`PoolProbed`) `login`,
    /// `message` or `presence`
    /// @param outcome what it came to
    /// @param reason stable code, `ok` when it passed
    /// @param detail what was seen
    /// @param advice what to do; null when there is nothing to do
    /// @param millis how long it took
    record ProbeStep(
            String step,
            ProbeOutcome outcome,
            String reason,
            String detail,
            @Nullable String advice,
            long millis) {}

    /// Settings of a partner with which a stream came up.
    ///
    /// @param tlsNegotiation of TLS
    /// @param saslNegotiation of SASL EXTERNAL
    /// @param supportDialbackNegotiation whether dialback is needed
    record ProbeProposal(Negotiation tlsNegotiation, Negotiation saslNegotiation, boolean supportDialbackNegotiation) {}
}
