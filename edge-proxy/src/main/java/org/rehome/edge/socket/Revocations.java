package org.rehome.edge.socket;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.jboss.logging.Logger;
import org.rehome.edge.trust.PeerCertificate;

/// What authorities say about peers' certificates: whether one of a path was revoked. They are asked in the background,
/// by OCSP (RFC 6960) or else for their list (RFC 5280 §5), and again after an hour while the certificate is in use. An
/// authority that does not answer has not revoked anything. Any thread may ask.
public final class Revocations {
    /// Nobody is asked.
    public static final Revocations NOT_ASKED = new Revocations(InstantSource.system(), task -> {});

    private static final Logger LOG = Logger.getLogger(Revocations.class);
    private static final Duration AGAIN = Duration.ofHours(1);

    /// Authorities that are asked at a time: one that is slow holds up a few others, and no more.
    private static final int AT_A_TIME = 8;

    private final InstantSource clock;
    private final Executor threads;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final Set<String> asking = ConcurrentHashMap.newKeySet();
    private volatile Runnable changed = () -> {};

    private record Answer(Instant at, Optional<String> revoked) {}

    private Revocations(InstantSource clock, Executor threads) {
        this.clock = clock;
        this.threads = threads;
    }

    /// Authorities are asked, over HTTP, at the addresses that their certificates name.
    public static Revocations asked(InstantSource clock) {
        return new Revocations(
                clock,
                Executors.newFixedThreadPool(
                        AT_A_TIME, Thread.ofVirtual().name("revocation-", 0).factory()));
    }

    /// @param changed told, on any thread, when a certificate has turned out to be revoked
    public void onChange(Runnable changed) {
        this.changed = changed;
    }

    /// What is known now, in words: empty when nothing on its path was revoked, or when that is not known yet.
    public Optional<String> of(PeerCertificate.Trusted certificate) {
        String fingerprint = certificate.fingerprint();
        Answer answer = answers.get(fingerprint);
        boolean due = answer == null || answer.at().plus(AGAIN).isBefore(clock.instant());
        if (due && certificate.path().size() > 1 && asking.add(fingerprint)) {
            threads.execute(() -> ask(certificate));
        }
        return answer == null ? Optional.empty() : answer.revoked();
    }

    private void ask(PeerCertificate.Trusted certificate) {
        Instant now = clock.instant();
        try {
            Optional<String> revoked = revoked(certificate.path(), now);
            answers.values()
                    .removeIf(each -> each.at().plus(AGAIN.multipliedBy(2)).isBefore(now));
            answers.put(certificate.fingerprint(), new Answer(now, revoked));
            if (revoked.isPresent()) {
                LOG.warnf(
                        "certificate is revoked names=%s error=%s",
                        certificate.identities().all(), revoked.get());
                changed.run();
            }
        } catch (GeneralSecurityException | RuntimeException e) {
            LOG.warnf(
                    e,
                    "authorities cannot be asked names=%s",
                    certificate.identities().all());
            answers.put(certificate.fingerprint(), new Answer(now, Optional.empty()));
        } finally {
            asking.remove(certificate.fingerprint());
        }
    }

    /// Blocks.
    ///
    /// @param path from the peer's own certificate up to the trust anchor
    private static Optional<String> revoked(List<X509Certificate> path, Instant now) throws GeneralSecurityException {
        CertPathValidator validator = CertPathValidator.getInstance("PKIX");
        PKIXRevocationChecker checker = (PKIXRevocationChecker) validator.getRevocationChecker();
        checker.setOptions(EnumSet.of(PKIXRevocationChecker.Option.SOFT_FAIL));
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(path.getLast(), null)));
        parameters.addCertPathChecker(checker);
        parameters.setDate(Date.from(now));
        try {
            validator.validate(
                    CertificateFactory.getInstance("X.509").generateCertPath(path.subList(0, path.size() - 1)),
                    parameters);
            return Optional.empty();
        } catch (CertPathValidatorException e) {
            return e.getReason() == CertPathValidatorException.BasicReason.REVOKED
                    ? Optional.of(String.valueOf(e.getMessage()))
                    : Optional.empty();
        }
    }
}
